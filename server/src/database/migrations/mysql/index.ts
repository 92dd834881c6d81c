// The embedded database's migrations, oldest first. Append only.
export const mysqlMigrations = [];
