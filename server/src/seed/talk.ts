// What visitors and agents say to one another in seeded conversations.
import type { Language } from "../demo/people/names.js";
import type { Person } from "../demo/people/person.js";
import type { Random } from "../demo/random.js";
import { words } from "../demo/scripts/script.js";

interface Lines {
  visitor: readonly string[];
  agent: readonly string[];
}

const LINES: Record<Language, Lines> = {
  es: {
    visitor: [
      "Hola, ¿tenéis {product}?",
      "¿Cuánto tarda el envío a {city}?",
      "Quería preguntar por mi pedido {order}",
      "Perfecto, muchas gracias",
      "¿Viene con maceta?",
      "Me ha llegado con una hoja rota, ¿qué hago?",
      "Vale, lo pienso y os digo",
      "¿Y si no me gusta puedo devolverla?",
    ],
    agent: [
      "Hola, {first}. Sí, nos quedan unas cuantas.",
      "A {city} llega en tres días laborables.",
      "Déjame que lo mire un momento.",
      "Claro, tienes treinta días para devolverla.",
      "Son {price}, envío incluido.",
      "Gracias a ti. Cualquier cosa, aquí estamos.",
    ],
  },
  pt: {
    visitor: [
      "Olá, vocês têm {product}?",
      "Quanto custa o frete para {city}?",
      "Meu pedido {order} ainda não chegou",
      "Muito obrigado!",
    ],
    agent: [
      "Olá, {first}! Temos, sim.",
      "Para {city} são cinco dias úteis.",
      "Vou verificar e já respondo.",
      "Fica por {price}.",
    ],
  },
  en: {
    visitor: [
      "Hi, do you have {product} in stock?",
      "How long does delivery to {city} take?",
      "I'm asking about my order {order}",
      "Great, thank you so much",
      "Does it come with a pot?",
      "One leaf arrived broken, what can I do?",
    ],
    agent: [
      "Hello {first}, yes, we have a few left.",
      "It takes three working days to {city}.",
      "One moment, let me look that up.",
      "It is {price} with delivery.",
      "You're welcome. We're here if you need anything.",
    ],
  },
  fr: {
    visitor: [
      "Bonjour, avez-vous {product} ?",
      "Quel est le délai pour {city} ?",
      "Je n'ai pas reçu ma commande {order}",
      "Merci beaucoup !",
    ],
    agent: [
      "Bonjour {first}, oui, il nous en reste.",
      "Comptez quatre jours ouvrés pour {city}.",
      "Un instant, je regarde.",
      "Cela fait {price}, livraison comprise.",
    ],
  },
};

export const line = (random: Random, who: keyof Lines, person: Person): string =>
  words(random.pick(LINES[person.language][who]), person, "");
