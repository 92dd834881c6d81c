// First names and family names, by the culture that they go together in.
interface Names {
  first: string;
  family: string;
  /** How many family names people go by. */
  families: 1 | 2;
  /** The language they write in; the shop itself speaks Spanish. */
  language: Language;
}

export type Language = "es" | "pt" | "en" | "fr";

export const NAMES = {
  latin: {
    first:
      "Valentina Camila Mariana Daniela Laura Andrea Paola Natalia Lucía Gabriela Ximena Fernanda Rocío Martina Catalina Juliana Santiago Sebastián Mateo Andrés Felipe Diego Juan Carlos Jorge Ricardo Esteban Tomás Emilio Rodrigo Hernán Facundo Ignacio Óscar",
    family:
      "Gómez Rodríguez Restrepo Quintero Ospina Cárdenas Valencia Mejía Hernández Ramírez Flores Mendoza Castillo Vargas Rojas Morales Paredes Quispe Zambrano Villalba Benítez Figueroa Sepúlveda Araya Medina Salazar Guzmán Aguirre Ponce Cabrera",
    families: 2,
    language: "es",
  },
  spain: {
    first:
      "Marta Elena Nuria Pilar Irene Alba Carmen Beatriz Ainhoa Leire Sonia Cristina Javier Pablo Álvaro Sergio Iker Rubén Adrián Manuel Enrique Gonzalo Xoan Jordi",
    family:
      "García Fernández López Martín Sanz Iglesias Ortega Molina Ibáñez Etxebarria Garrido Serrano Crespo Navarro Prieto Calvo Vidal Ferrer Castro Rubio",
    families: 2,
    language: "es",
  },
  portuguese: {
    first:
      "Beatriz Mariana Inês Larissa Camila Juliana Fernanda Letícia João Pedro Rafael Gustavo Tiago Lucas Thiago Nuno Bruno Vinícius",
    family:
      "Silva Souza Oliveira Costa Pereira Carvalho Almeida Ferreira Ribeiro Moreira Nogueira Teixeira Barbosa Rocha",
    families: 1,
    language: "pt",
  },
  english: {
    first:
      "Emily Hannah Olivia Grace Rachel Megan Claire Sophie James Daniel Ethan Oliver Thomas Ryan Liam Aidan Thandi Noah",
    family:
      "Walker Bennett Hughes Carter Murphy Collins Turner Reed Foster Campbell Brooks Hayes Mitchell Sullivan Price Dlamini",
    families: 1,
    language: "en",
  },
  french: {
    first:
      "Camille Léa Manon Chloé Élodie Aurélie Inès Fatou Julien Antoine Hugo Mathieu Baptiste Nicolas Youssef Amadou",
    family:
      "Dubois Laurent Moreau Girard Lefèvre Fontaine Mercier Blanchard Etchegaray Peeters Favre Benali Ndiaye Rousseau",
    families: 1,
    language: "fr",
  },
  german: {
    first: "Anna Lena Katharina Jonas Lukas Maximilian Sanne Femke Bram",
    family: "Schneider Becker Hoffmann Wagner Bauer Krüger Visser Bakker",
    families: 1,
    language: "en",
  },
  italian: {
    first: "Giulia Chiara Francesca Marco Luca Davide",
    family: "Rossi Ferrari Conti Galli Moretti Ricci",
    families: 1,
    language: "es",
  },
  romanian: {
    first: "Andreea Ioana Mihai Radu Ștefan",
    family: "Popescu Ionescu Dumitrescu Munteanu",
    families: 1,
    language: "es",
  },
  ukrainian: {
    first: "Olena Iryna Oksana Andriy Dmytro",
    family: "Kovalenko Shevchenko Melnyk Bondarenko",
    families: 1,
    language: "en",
  },
  polish: { first: "Agnieszka Zofia Piotr", family: "Kowalska Nowak Zieliński", families: 1, language: "en" },
  nordic: {
    first: "Astrid Freja Mikkel Erik",
    family: "Lindqvist Sørensen Berg Nyström",
    families: 1,
    language: "en",
  },
  japanese: { first: "Yuki Haruka Kenji", family: "Tanaka Sato Yamamoto", families: 1, language: "en" },
  indian: { first: "Priya Ananya Arjun", family: "Sharma Iyer Reddy", families: 1, language: "en" },
} as const satisfies Record<string, Names>;

export type Culture = keyof typeof NAMES;
