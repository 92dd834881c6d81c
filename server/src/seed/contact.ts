// The people of the seed: the demo's, with addresses of their own, and some who write their names in other letters.
import { type Person, makePerson } from "../demo/people/person.js";
import type { Random } from "../demo/random.js";

const OTHER_SCRIPTS = [
  ["Олена Шевченко", "olena.shevchenko"],
  ["Дмитро Коваленко", "dmytro.kovalenko"],
  ["Анна Иванова", "anna.ivanova"],
  ["Γιώργος Παπαδόπουλος", "g.papadopoulos"],
  ["Ελένη Νικολάου", "eleni.nikolaou"],
  ["山田 太郎", "taro.yamada"],
  ["佐藤 花子", "hanako.sato"],
  ["王 小明", "wang.xiaoming"],
  ["김 민준", "minjun.kim"],
  ["محمد علي", "mohamed.ali"],
  ["דוד כהן", "david.cohen"],
  ["Nguyễn Thị Hương", "huong.nguyen"],
  ["Bjørn Ødegård", "bjorn.odegard"],
  ["İpek Çağlayan", "ipek.caglayan"],
  ["François Müller-Straße", "f.mueller"],
] as const;

/** Addresses at a million visitors are as different as they are in life: most have a number or a provider of their own. */
export function makeContact(random: Random): Person {
  const person = makePerson(random);
  let [local = "", provider = ""] = person.email.split("@");
  if (random.chance(0.04)) {
    const [name, address] = random.pick(OTHER_SCRIPTS);
    person.name = name;
    person.first = name.split(" ")[0] ?? name;
    local = address;
  }
  if (random.chance(0.75)) local += random.pick(["", ".", "_"]) + String(random.whole(1, 9999));
  if (random.chance(0.08)) provider = `${local.replaceAll(/[^a-z0-9]/g, "")}.example`;
  person.email = `${local}@${provider}`;
  return person;
}
