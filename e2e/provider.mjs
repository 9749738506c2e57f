// A real OpenID Connect provider (oidc-provider) on this machine: one client, people by login, its own development pages.

import { once } from 'node:events';
import { createServer } from 'node:http';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'roviec', secret: 'chi-dung-trong-phep-thu' };

/**
 * Starts the provider for a board at `board`. Whoever types a login on its page is that person.
 * `url` is the issuer; `asked` the requests to the token endpoint so far.
 */
export async function startProvider(board) {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(url, {
    clients: [{
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      redirect_uris: [`${board}/sign-in/provider/callback`],
      response_types: ['code'],
      grant_types: ['authorization_code'],
    }],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    // The login stands in the identity token itself, where the board looks.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['chi dùng trong phép thử'] },
  });
  const asked = [];
  server.on('request', (request, response) => {
    if (request.url.startsWith('/token')) asked.push(request.url);
    provider.callback()(request, response);
  });
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url, asked, stop };
}
