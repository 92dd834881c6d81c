// What people look at the shop with: User-Agent headers as browsers send them, and the windows that go with them.
export interface BrowserKind {
  weight: number;
  userAgent: string;
  viewports: readonly string[];
}

const DESKTOP = ["1920x969", "1536x730", "1440x789", "1366x657", "2560x1329"];
const MAC = ["1440x789", "1512x857", "1728x993", "1680x921"];
const ANDROID = ["412x784", "393x742", "360x668", "384x723"];
const IPHONE = ["390x664", "393x659", "430x739", "375x635"];

const kind = (weight: number, userAgent: string, viewports: readonly string[]): BrowserKind => ({
  weight,
  userAgent,
  viewports,
});

export const BROWSERS: readonly BrowserKind[] = [
  kind(
    20,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    DESKTOP,
  ),
  kind(
    8,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0",
    DESKTOP,
  ),
  kind(5, "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0", DESKTOP),
  kind(
    2,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 OPR/125.0.0.0",
    DESKTOP,
  ),
  kind(
    7,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
    MAC,
  ),
  kind(
    6,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    MAC,
  ),
  kind(2, "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", DESKTOP),
  kind(
    2,
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    DESKTOP,
  ),
  kind(
    16,
    "Mozilla/5.0 (Linux; Android 15; SM-A556E) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
    ANDROID,
  ),
  kind(
    8,
    "Mozilla/5.0 (Linux; Android 14; moto g84 5G) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
    ANDROID,
  ),
  kind(
    4,
    "Mozilla/5.0 (Linux; Android 15; SAMSUNG SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    ANDROID,
  ),
  kind(2, "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0", ANDROID),
  kind(
    15,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    IPHONE,
  ),
  kind(
    3,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1",
    IPHONE,
  ),
  kind(
    3,
    "Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.7 Mobile/15E148 Safari/604.1",
    ["820x1106", "834x1120", "1024x1292"],
  ),
  kind(
    2,
    "Mozilla/5.0 (Linux; Android 14; SM-X210) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    ["800x1192", "1200x752"],
  ),
];
