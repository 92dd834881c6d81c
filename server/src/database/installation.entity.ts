// The few facts that belong to the installation and not to a project: the epoch of the change log, the set-up token's hash.
import { Entity, type EntityManager, PrimaryColumn } from "typeorm";
import { LongText } from "./columns.js";

@Entity("installation")
export class InstallationFact {
  @PrimaryColumn({ type: "varchar", length: 64 })
  name: string;

  @LongText()
  value: string;
}

export async function readFact(manager: EntityManager, name: string): Promise<string | null> {
  return (await manager.findOneBy(InstallationFact, { name }))?.value ?? null;
}

export async function writeFact(manager: EntityManager, name: string, value: string): Promise<void> {
  await manager.upsert(InstallationFact, { name, value }, ["name"]);
}

/** Writes a fact unless it is there, and answers with what is there then: all who do so at once get the same. */
export async function settleFact(manager: EntityManager, name: string, value: string): Promise<string> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(InstallationFact)
    .values({ name, value })
    .orIgnore()
    .execute();
  return (await readFact(manager, name)) ?? value;
}

/** Removes a fact that still has this value; false when it has not, or somebody else was faster. */
export async function takeFact(manager: EntityManager, name: string, value: string): Promise<boolean> {
  return (await manager.delete(InstallationFact, { name, value })).affected === 1;
}
