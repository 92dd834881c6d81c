// Devices: what visitors look at the site with, and where they are.
export { Device } from "./device.entity.js";
export { Locator } from "./locator.js";
export { VisitorDeviceFields, deviceLoader } from "./visitor.fields.js";
