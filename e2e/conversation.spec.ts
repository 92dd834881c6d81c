// The Conversation tab at close range: what an agent has in sight while writing.
import { expect, setUp, test } from "./house.js";

test("a long reply leaves the newest message in sight, and each language runs its own way", async ({
  house,
  person,
}) => {
  const ana = (await person({ viewport: { width: 1280, height: 560 } })).page;
  await setUp(ana, house);
  const visitor = (await person()).page;
  await visitor.goto(`${house.url}/demo`);
  await visitor.getByRole("button", { name: "Abrir el chat" }).click();
  const message = visitor.getByRole("textbox", { name: "Mensaje" });
  await message.fill("Busco una planta de sombra");
  await message.press("Enter");
  await ana.getByRole("row").filter({ hasText: "Visitante #1" }).click();
  await ana.getByRole("tab", { name: "Conversación" }).click();

  const log = ana.getByRole("log");
  const reply = ana.getByRole("textbox", { name: /Responder a/ });
  await reply.fill("¡Hola!");
  await reply.press("Enter");
  await expect(log.getByText("¡Hola!")).toBeInViewport();
  // The box grows in the same frame in which an earlier scroll is told: nobody has gone upward.
  await reply.evaluate((box: HTMLTextAreaElement) => {
    box.value = "una línea\n".repeat(12);
    document.querySelector("[role=log]")?.dispatchEvent(new Event("scroll"));
  });
  await expect(log.getByText("¡Hola!")).toBeInViewport({ ratio: 1 });
  await reply.fill("");
  await reply.fill("una línea\n".repeat(12));
  await expect(log.getByText("¡Hola!")).toBeInViewport({ ratio: 1 });

  await reply.fill("مرحبا (test) 123!");
  await expect(reply).toHaveCSS("direction", "rtl");
  await reply.press("Enter");
  await expect(log.getByText("مرحبا (test) 123!")).toHaveCSS("unicode-bidi", "plaintext");
});
