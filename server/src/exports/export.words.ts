// What an exported file says in the reader's language. A language of LOCALES without its words does not compile.
import type { Locale } from "../agents/index.js";
import type { StatusWord } from "../visitors/index.js";

/** The columns of every file, in its order. */
export const COLUMNS = [
  "id",
  "name",
  "email",
  "phone",
  "status",
  "country",
  "city",
  "region",
  "engaged",
  "created",
] as const;
/** Behind them where the project's site vouches for visitors: what it says, and nobody has typed. */
export const VERIFIED_COLUMNS = ["externalId", "verifiedName", "verifiedEmail"] as const;
type Column = (typeof COLUMNS | typeof VERIFIED_COLUMNS)[number];

export interface ExportWords {
  columns: Record<Column, string>;
  statuses: Record<StatusWord, string>;
  yes: string;
  no: string;
  /** Who gave no name, as the list calls them. */
  unnamed: (number: number) => string;
  /** Parts of the file's name, and the sheet's. */
  file: {
    visitors: string;
    tabs: Record<StatusWord, string>;
    selected: string;
    page: (page: number) => string;
    engaged: string;
    online: Record<"true" | "false", string>;
    waiting: Record<"true" | "false", string>;
    from: string;
    until: string;
  };
}

export const WORDS: Record<Locale, ExportWords> = {
  en: {
    columns: {
      id: "ID",
      name: "Name",
      email: "Email",
      phone: "Phone",
      status: "Status",
      country: "Country",
      city: "City",
      region: "Region",
      engaged: "Engaged",
      created: "Created date",
      externalId: "External ID",
      verifiedName: "Verified name",
      verifiedEmail: "Verified email",
    },
    statuses: {
      NEW: "New",
      PROSPECT: "Prospect",
      CUSTOMER: "Customer",
      CLOSED: "Closed",
      ARCHIVED: "Archived",
    },
    yes: "Yes",
    no: "No",
    unnamed: (number) => `Visitor #${number}`,
    file: {
      visitors: "Visitors",
      tabs: {
        NEW: "new",
        PROSPECT: "prospects",
        CUSTOMER: "customers",
        CLOSED: "closed",
        ARCHIVED: "archived",
      },
      selected: "selection",
      page: (page) => `page ${page}`,
      engaged: "engaged",
      online: { true: "online", false: "offline" },
      waiting: { true: "waiting", false: "not waiting" },
      from: "from",
      until: "until",
    },
  },
  es: {
    columns: {
      id: "ID",
      name: "Nombre",
      email: "Correo",
      phone: "Teléfono",
      status: "Estado",
      country: "País",
      city: "Ciudad",
      region: "Región",
      engaged: "Comprometido",
      created: "Fecha de creación",
      externalId: "ID externo",
      verifiedName: "Nombre verificado",
      verifiedEmail: "Correo verificado",
    },
    statuses: {
      NEW: "Nuevo",
      PROSPECT: "Prospecto",
      CUSTOMER: "Cliente",
      CLOSED: "Cerrado",
      ARCHIVED: "Archivado",
    },
    yes: "Sí",
    no: "No",
    unnamed: (number) => `Visitante #${number}`,
    file: {
      visitors: "Visitantes",
      tabs: {
        NEW: "nuevos",
        PROSPECT: "prospectos",
        CUSTOMER: "clientes",
        CLOSED: "cerrados",
        ARCHIVED: "archivados",
      },
      selected: "selección",
      page: (page) => `página ${page}`,
      engaged: "comprometidos",
      online: { true: "conectados", false: "sin conexión" },
      waiting: { true: "esperan respuesta", false: "no esperan" },
      from: "desde",
      until: "hasta",
    },
  },
};
