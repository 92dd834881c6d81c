// Where an address is: from the MMDB file that GEOIP_DB names, else the country of the browser's time zone.
import ct from "countries-and-timezones";
import { type CityResponse, type Reader, open } from "maxmind";
import { ConfigError } from "../config.js";

export interface Place {
  city: string | null;
  region: string | null;
  country: string | null;
  countryCode: string | null;
}

export class Locator {
  private constructor(private readonly reader: Reader<CityResponse> | null) {}

  static async open(file: string | null): Promise<Locator> {
    if (!file) return new Locator(null);
    try {
      return new Locator(await open<CityResponse>(file));
    } catch (error) {
      throw new ConfigError(
        `GEOIP_DB: ${file} cannot be read as an MMDB file: ${(error as Error).message}.`,
        { cause: error },
      );
    }
  }

  locate(ip: string, timeZone: string | null): Place {
    const found = this.lookUp(ip);
    if (found?.country) {
      const code = found.country.iso_code;
      return {
        city: found.city?.names.en ?? null,
        region: found.subdivisions?.[0]?.names.en ?? null,
        country: countryName(code) ?? found.country.names.en,
        countryCode: code,
      };
    }
    const code = (timeZone && ct.getTimezone(timeZone)?.countries[0]) || null;
    return { city: null, region: null, country: countryName(code), countryCode: code };
  }

  private lookUp(ip: string): CityResponse | null {
    try {
      return this.reader?.get(ip) ?? null;
    } catch {
      // Not an address that the file knows how to look up.
      return null;
    }
  }
}

const names = new Intl.DisplayNames(["en"], { type: "region" });

const countryName = (code: string | null) => (code ? (names.of(code) ?? null) : null);
