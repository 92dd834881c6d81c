// The audit log's file in the reader's language. An action without its words does not compile.
import type { Locale } from "../agents/index.js";
import type { AuditActionWord } from "../audit/index.js";

export interface AuditWords {
  columns: readonly [string, string, string, string, string, string, string, string, string];
  actions: Record<AuditActionWord, string>;
  roles: { ADMIN: string; MANAGER: string };
  file: string;
}

export const AUDIT_WORDS: Record<Locale, AuditWords> = {
  en: {
    columns: ["Date", "Action", "Who", "Email", "API token", "Address", "About", "Role or settings", "Count"],
    actions: {
      SIGNED_IN: "Signed in",
      SIGN_IN_FAILED: "Wrong password",
      SIGNED_OUT: "Signed out",
      SESSIONS_ENDED: "Sessions ended",
      PASSWORD_CHANGED: "Password changed",
      PROJECT_CREATED: "Project created",
      SETTINGS_CHANGED: "Settings changed",
      MEMBER_INVITED: "Invited",
      INVITATION_CANCELLED: "Invitation taken back",
      INVITATION_DECLINED: "Invitation declined",
      MEMBER_JOINED: "Joined",
      ROLE_CHANGED: "Role changed",
      MEMBER_REMOVED: "Member removed",
      MEMBER_LEFT: "Left",
      TOKEN_CREATED: "API token created",
      TOKEN_REVOKED: "API token revoked",
      EXPORTED: "Exported",
      VISITOR_ERASED: "Visitor erased",
      STATUSES_CHANGED: "Statuses changed",
      BLOCKED: "Blocked",
      UNBLOCKED: "Unblocked",
      FLOW_PUBLISHED: "Flow published",
      PASSWORD_CHANGE_FAILED: "Password not changed: wrong present one",
      IDENTITY_SECRET_CREATED: "Identity secret created",
      IDENTITY_SECRET_ENDED: "Identity secret ended",
    },
    roles: { ADMIN: "Administrator", MANAGER: "Manager" },
    file: "Activity",
  },
  es: {
    columns: [
      "Fecha",
      "Acción",
      "Quién",
      "Correo",
      "Token de API",
      "Dirección",
      "Sobre",
      "Rol o ajustes",
      "Cuántos",
    ],
    actions: {
      SIGNED_IN: "Entró",
      SIGN_IN_FAILED: "Contraseña equivocada",
      SIGNED_OUT: "Cerró sesión",
      SESSIONS_ENDED: "Sesiones cerradas",
      PASSWORD_CHANGED: "Contraseña cambiada",
      PROJECT_CREATED: "Proyecto creado",
      SETTINGS_CHANGED: "Ajustes cambiados",
      MEMBER_INVITED: "Invitó",
      INVITATION_CANCELLED: "Invitación retirada",
      INVITATION_DECLINED: "Invitación rechazada",
      MEMBER_JOINED: "Se unió",
      ROLE_CHANGED: "Rol cambiado",
      MEMBER_REMOVED: "Miembro quitado",
      MEMBER_LEFT: "Salió",
      TOKEN_CREATED: "Token de API creado",
      TOKEN_REVOKED: "Token de API revocado",
      EXPORTED: "Exportó",
      VISITOR_ERASED: "Visitante borrado",
      STATUSES_CHANGED: "Estados cambiados",
      BLOCKED: "Bloqueó",
      UNBLOCKED: "Desbloqueó",
      FLOW_PUBLISHED: "Flujo publicado",
      PASSWORD_CHANGE_FAILED: "Contraseña no cambiada: la actual era otra",
      IDENTITY_SECRET_CREATED: "Clave de identidad creada",
      IDENTITY_SECRET_ENDED: "Clave de identidad retirada",
    },
    roles: { ADMIN: "Admin", MANAGER: "Agente" },
    file: "Actividad",
  },
};
