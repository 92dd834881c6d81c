// How a site's server signs an identity token, without anything to install. The same examples stand in widget/README.md, where
// they are run.
export interface Signing {
  id: string;
  label: string;
  code: string;
}

export const signing: readonly [Signing, ...Signing[]] = [
  {
    id: "node",
    label: "Node.js",
    code: `import { createHmac } from "node:crypto";

const encode = (part) => Buffer.from(part).toString("base64url");

export function identityToken(user) {
  const claims = {
    sub: String(user.id),
    name: user.name,
    email: user.email,
    exp: Math.floor(Date.now() / 1000) + 3600,
  };
  const head = encode('{"alg":"HS256","typ":"JWT"}');
  const input = \`\${head}.\${encode(JSON.stringify(claims))}\`;
  const secret = process.env.ATALAYA_IDENTITY_SECRET;
  const seal = createHmac("sha256", secret).update(input);
  return \`\${input}.\${seal.digest("base64url")}\`;
}`,
  },
  {
    id: "php",
    label: "PHP",
    code: `<?php
function identity_token(array $user): string
{
    $encode = fn ($part) =>
        rtrim(strtr(base64_encode($part), '+/', '-_'), '=');
    $claims = [
        'sub' => (string) $user['id'],
        'name' => $user['name'],
        'email' => $user['email'],
        'exp' => time() + 3600,
    ];
    $head = $encode('{"alg":"HS256","typ":"JWT"}');
    $input = $head . '.' . $encode(json_encode($claims));
    $secret = getenv('ATALAYA_IDENTITY_SECRET');
    $seal = hash_hmac('sha256', $input, $secret, true);
    return $input . '.' . $encode($seal);
}`,
  },
  {
    id: "python",
    label: "Python",
    code: `import base64, hashlib, hmac, json, os, time


def identity_token(user):
    def encode(part):
        return base64.urlsafe_b64encode(part).rstrip(b"=")

    claims = {
        "sub": str(user["id"]),
        "name": user["name"],
        "email": user["email"],
        "exp": int(time.time()) + 3600,
    }
    head = encode(b'{"alg":"HS256","typ":"JWT"}')
    token = head + b"." + encode(json.dumps(claims).encode())
    secret = os.environ["ATALAYA_IDENTITY_SECRET"].encode()
    seal = hmac.new(secret, token, hashlib.sha256).digest()
    return (token + b"." + encode(seal)).decode()`,
  },
];

export const siteSnippet = (key: string) => `<script>
  window.atalaya = window.atalaya || {
    cmd: [],
    settings: {
      projectId: "${key}",
      identity: "TOKEN",
    },
  };
</script>`;
