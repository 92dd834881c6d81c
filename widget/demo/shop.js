// A very small single-page shop: sections and the basket are pages of their own, by history.pushState.
(() => {
  const language = new URLSearchParams(location.search).get("lang") === "en" ? "en" : "es";
  const words = SHOP.words[language];
  const money = new Intl.NumberFormat(language, {
    style: "currency",
    currency: "EUR",
    maximumFractionDigits: 0,
  });
  const main = document.getElementById("main");
  const basket = new Map(JSON.parse(sessionStorage.getItem("basket") || "[]"));

  const address = (page) => {
    const query = new URLSearchParams();
    if (page !== "home") query.set("p", page);
    if (language === "en") query.set("lang", "en");
    return "/demo" + (query.size ? `?${query}` : "");
  };
  const currentPage = () => new URLSearchParams(location.search).get("p") || "home";
  const total = () => SHOP.products.reduce((sum, item) => sum + item.price * (basket.get(item.id) || 0), 0);
  const count = () => [...basket.values()].reduce((sum, amount) => sum + amount, 0);

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const link = (page, text, className) => {
    const anchor = make("a", { href: address(page), className }, text);
    anchor.dataset.page = page;
    return anchor;
  };
  // The drawings are this shop's own constants, never anything a person typed.
  const drawing = (item) => {
    const frame = make("div", { className: "art" });
    frame.style.background = item.ground;
    frame.innerHTML = `<svg viewBox="0 0 200 210" aria-hidden="true">${item.art}</svg>`;
    return frame;
  };

  // What the shop tells the chat about its visitor: through the queue, so that it works before the chat has loaded.
  const tellChat = () => {
    const params = { cartTotal: total(), cartItems: count() };
    window.atalaya?.cmd.push(() => window.atalaya.widget.setParams(params));
  };
  const openChat = () => window.atalaya?.cmd.push(() => window.atalaya.widget.open());

  const change = (id, amount) => {
    if (amount > 0) basket.set(id, amount);
    else basket.delete(id);
    sessionStorage.setItem("basket", JSON.stringify([...basket]));
    document.getElementById("count").textContent = count();
    tellChat();
  };

  const card = (item) => {
    const [name, about] = item[language];
    const button = make("button", { type: "button", className: "add" }, words.add);
    button.setAttribute("aria-label", `${words.add}: ${name}`);
    button.addEventListener("click", () => {
      change(item.id, (basket.get(item.id) || 0) + 1);
      button.textContent = words.added;
      setTimeout(() => (button.textContent = words.add), 1200);
    });
    return make(
      "article",
      { className: "card" },
      drawing(item),
      make("h3", {}, name),
      make("p", {}, about),
      make("div", { className: "buy" }, make("strong", {}, money.format(item.price)), button),
    );
  };
  const grid = (items, title) =>
    make(
      "section",
      { className: "shelf" },
      make("h2", {}, title),
      make("div", { className: "grid" }, ...items.map(card)),
    );

  const hero = () => {
    const ask = make("button", { type: "button", className: "solid" }, words.heroAsk);
    ask.addEventListener("click", openChat);
    const scene = make("div", { className: "scene" });
    scene.append(drawing(SHOP.products[0]), drawing(SHOP.products[4]), drawing(SHOP.products[1]));
    return make(
      "section",
      { className: "hero" },
      make(
        "div",
        {},
        make("p", { className: "note" }, words.note),
        make("h1", {}, words.heroTitle),
        make("p", { className: "lead" }, words.heroText),
        make("div", { className: "actions" }, ask, link("plants", words.heroSee, "plain")),
      ),
      scene,
    );
  };

  const cartPage = () => {
    const items = SHOP.products.filter((item) => basket.has(item.id));
    const section = make("section", { className: "shelf cart" }, make("h1", {}, words.cart));
    if (!items.length) {
      section.append(make("p", { className: "lead" }, words.empty), link("home", words.back, "plain"));
      return section;
    }
    for (const item of items) {
      const remove = make("button", { type: "button", className: "quiet" }, words.remove);
      remove.setAttribute("aria-label", `${words.remove}: ${item[language][0]}`);
      remove.addEventListener("click", () => {
        change(item.id, 0);
        draw();
      });
      section.append(
        make(
          "div",
          { className: "line" },
          drawing(item),
          make(
            "span",
            { className: "what" },
            make("b", {}, item[language][0]),
            make("small", {}, `${basket.get(item.id)} × ${money.format(item.price)}`),
          ),
          make("strong", {}, money.format(item.price * basket.get(item.id))),
          remove,
        ),
      );
    }
    const pay = make("button", { type: "button", className: "solid" }, words.pay);
    const said = make("p", { className: "lead", role: "status" });
    pay.addEventListener("click", () => (said.textContent = words.paid));
    section.append(
      make(
        "div",
        { className: "sum" },
        make("span", {}, words.total),
        make("strong", {}, money.format(total())),
      ),
      pay,
      said,
    );
    return section;
  };

  const carePage = () =>
    make(
      "section",
      { className: "shelf" },
      make("h1", {}, words.careTitle),
      make(
        "div",
        { className: "tips" },
        ...words.careTips.map(([title, text], index) =>
          make("article", {}, make("i", {}, String(index + 1)), make("h2", {}, title), make("p", {}, text)),
        ),
      ),
    );

  const pages = {
    home: () => [hero(), grid(SHOP.products, words.all)],
    plants: () => [
      grid(
        SHOP.products.filter((item) => item.kind === "plants"),
        words.plants,
      ),
    ],
    pots: () => [
      grid(
        SHOP.products.filter((item) => item.kind === "pots"),
        words.pots,
      ),
    ],
    care: () => [carePage()],
    cart: () => [cartPage()],
  };

  function draw() {
    const page = pages[currentPage()] ? currentPage() : "home";
    main.replaceChildren(...pages[page]());
    document.title = `${words[page]} · ${words.brand}`;
    for (const anchor of document.querySelectorAll(".top nav a"))
      anchor.toggleAttribute("aria-current", anchor.dataset.page === page);
  }

  document.addEventListener("click", (event) => {
    const anchor = event.target.closest?.("a[data-page]");
    if (!anchor || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.pushState(null, "", address(anchor.dataset.page));
    draw();
    scrollTo(0, 0);
    main.focus({ preventScroll: true });
  });
  addEventListener("popstate", draw);

  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]"))
    element.textContent = words[element.dataset.word];
  for (const element of document.querySelectorAll("[data-word-label]"))
    element.setAttribute("aria-label", words[element.dataset.wordLabel]);
  for (const anchor of document.querySelectorAll("a[data-page]")) anchor.href = address(anchor.dataset.page);
  const other = document.getElementById("language");
  if (language === "en")
    Object.assign(other, { href: "/demo", hreflang: "es", lang: "es", textContent: "Español" });
  document.getElementById("count").textContent = count();
  draw();

  // The snippet stands below this script, as it does on most sites, so its queue exists a moment later.
  addEventListener("DOMContentLoaded", () => {
    if (count()) tellChat();
    if (language === "en") window.atalaya?.cmd.push(() => window.atalaya.widget.setConfig({ locale: "en" }));
  });
})();
