import { In } from "typeorm";
import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import type { Database } from "../database/data-source.js";
import type { ApiContext } from "../graphql/context.js";
import { type LoaderFactory, byKey } from "../graphql/loader.js";
import { Visitor } from "../visitors/index.js";
import { Device } from "./device.entity.js";

/** The device of a visitor's latest opening. */
export const deviceLoader = (database: Database) =>
  byKey(
    (ids) =>
      database.source.manager.find(Device, { where: { visitorId: In([...ids]) }, order: { id: "ASC" } }),
    (device) => device.visitorId,
  );

@Resolver(() => Visitor)
export class VisitorDeviceFields {
  constructor(private readonly devices: LoaderFactory<string, Device | null>) {}

  @FieldResolver(() => Device, { nullable: true, description: "The device of the latest opening." })
  device(@Ctx() context: ApiContext, @Root() visitor: Visitor): Promise<Device | null> {
    return context.loader(this.devices).load(visitor.id);
  }
}
