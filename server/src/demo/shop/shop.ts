// The sample shop, Tienda Sur: plants and things for the house.
export const SHOP = { name: "Tienda Sur", origin: "https://tiendasur.example" };

export interface Product {
  name: string;
  path: string;
  price: string;
}

const product = (name: string, path: string, price: string): Product => ({
  name,
  path: `/plantas/${path}`,
  price,
});

export const PRODUCTS: readonly Product[] = [
  product("monstera deliciosa", "monstera-deliciosa", "34,90"),
  product("sansevieria", "sansevieria", "19,50"),
  product("calathea orbifolia", "calathea-orbifolia", "27,00"),
  product("ficus lyrata", "ficus-lyrata", "48,00"),
  product("pothos dorado", "pothos-dorado", "12,90"),
  product("zamioculca", "zamioculca", "24,90"),
  product("alocasia polly", "alocasia-polly", "21,00"),
  product("palmera areca", "palmera-areca", "39,00"),
  product("helecho de Boston", "helecho-boston", "15,50"),
  product("orquídea phalaenopsis", "orquidea-phalaenopsis", "26,00"),
];

const PAGES = {
  home: ["/", "Tienda Sur, plantas y hogar"],
  plants: ["/plantas", "Plantas de interior"],
  easy: ["/plantas/faciles", "Plantas fáciles de cuidar"],
  pots: ["/macetas", "Macetas de barro y cerámica"],
  pot: ["/macetas/barro-hecho-a-mano-24", "Maceta de barro hecha a mano, 24 cm"],
  lamp: ["/hogar/lampara-de-ratan", "Lámpara de ratán"],
  soil: ["/cuidados/sustrato-universal-10l", "Sustrato universal, 10 litros"],
  care: ["/blog/por-que-amarillean-las-hojas", "¿Por qué amarillean las hojas?"],
  offers: ["/ofertas", "Ofertas de la semana"],
  business: ["/empresas", "Plantas para oficinas"],
  gift: ["/tarjeta-regalo", "Tarjeta regalo"],
  shipping: ["/ayuda/envios", "Envíos y plazos"],
  returns: ["/ayuda/cambios-y-devoluciones", "Cambios y devoluciones"],
  cart: ["/carrito", "Tu carrito"],
  checkout: ["/pago", "Pago"],
  account: ["/cuenta/pedidos", "Mis pedidos"],
  contact: ["/contacto", "Contacto"],
  subscription: ["/suscripcion", "Una planta al mes"],
} as const satisfies Record<string, readonly [path: string, title: string]>;

/** A page of the shop; "product" is the one of the product that the person is after. */
export type PageName = keyof typeof PAGES | "product";

export function pageOf(
  name: PageName,
  wanted: Product,
  params: Record<string, string> = {},
): { url: string; title: string } {
  const [path, title] =
    name === "product" ? [wanted.path, wanted.name[0]?.toUpperCase() + wanted.name.slice(1)] : PAGES[name];
  const query = new URLSearchParams(params).toString();
  return { url: `${SHOP.origin}${path}${query && `?${query}`}`, title: `${title} | ${SHOP.name}` };
}

export const REFERRERS = [
  "https://www.google.com/",
  "https://www.google.com/",
  "https://www.google.es/",
  "https://www.bing.com/",
  "https://duckduckgo.com/",
  "https://www.pinterest.com/",
  "https://www.instagram.com/",
  "https://verdeencasa.example/las-10-plantas-mas-faciles",
  "https://foro-jardin.example/temas/macetas-de-barro",
];

export const CAMPAIGNS: readonly { referrer: string | null; urlParams: Record<string, string> }[] = [
  {
    referrer: "https://www.google.com/",
    urlParams: { utm_source: "google", utm_medium: "cpc", utm_campaign: "plantas-interior" },
  },
  {
    referrer: "https://www.google.com/",
    urlParams: {
      utm_source: "google",
      utm_medium: "cpc",
      utm_campaign: "macetas",
      utm_term: "macetas de barro",
    },
  },
  {
    referrer: "https://www.instagram.com/",
    urlParams: { utm_source: "instagram", utm_medium: "social", utm_campaign: "primavera" },
  },
  {
    referrer: "https://www.facebook.com/",
    urlParams: {
      utm_source: "facebook",
      utm_medium: "social",
      utm_campaign: "primavera",
      utm_content: "video-monstera",
    },
  },
  { referrer: null, urlParams: { utm_source: "boletin", utm_medium: "email", utm_campaign: "noviembre" } },
  {
    referrer: "https://www.pinterest.com/",
    urlParams: { utm_source: "pinterest", utm_medium: "social", utm_campaign: "salon-verde" },
  },
  { referrer: null, urlParams: { utm_source: "qr", utm_medium: "print", utm_campaign: "feria-diseno" } },
];
