import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { request, type Outgoing } from './request.ts';

let server: Server;
let url: URL;
let connections = 0;
let answer: RequestListener;

beforeAll(async () => {
  server = createServer((asked, answering) => answer(asked, answering)).on('connection', () => connections++).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a?b=c%20d`);
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => void (answer = (_, answering) => void answering.end('answered')));

const ask = (outgoing: Partial<Outgoing> = {}) => request(url, { method: 'GET', headers: {}, signal: AbortSignal.timeout(5_000), ...outgoing });

describe('a request', () => {
  it('is sent as it is, with the length of its body', async () => {
    answer = (asked, answering) => void text(asked).then((body) => answering.writeHead(201).end(JSON.stringify([asked.method, asked.url, asked.headers['x-mine'], asked.headers['content-length'], body])));
    for (const body of ['é', Buffer.from('é')]) {
      const { status, text: told } = await ask({ method: 'POST', headers: { 'x-mine': 'one' }, body });
      expect([status, JSON.parse(await told())]).toEqual([201, ['POST', '/a?b=c%20d', 'one', '2', 'é']]);
    }
  });

  it('goes over the connection of the one before it', async () => {
    await (await ask()).text();
    const before = connections;
    for (let time = 0; time < 3; time++) expect(await (await ask()).text()).toBe('answered');
    expect(connections).toBe(before);
  });

  it('may leave its answer unread, and ends with it, however that is', async () => {
    answer = (_, answering) => void answering.writeHead(200, { 'content-length': '10' }).write('half', () => answering.destroy());
    await (await ask()).ignore();
    answer = (_, answering) => void answering.end('x'.repeat(200_000));
    await (await ask()).ignore();
    const before = connections;
    expect((await (await ask()).text()).length).toBe(200_000);
    expect(connections).toBe(before);
  });

  it('leaves no answer unread for longer than its signal lets it', async () => {
    const limit = new AbortController();
    answer = (_, answering) => void answering.writeHead(200).write('and so on');
    const { ignore } = await ask({ signal: limit.signal });
    const ignoring = ignore();
    limit.abort();
    await ignoring;
  });

  it('follows no redirect, and keeps every header', async () => {
    answer = (_, answering) => void answering.writeHead(307, { location: '/elsewhere', 'www-authenticate': ['Bearer', 'Basic'] }).end();
    const { status, headers } = await ask();
    expect([status, headers.get('Location'), headers.get('www-authenticate')]).toEqual([307, '/elsewhere', 'Bearer, Basic']);
  });
});

describe('what does not end well is told', () => {
  it('before an answer begins', async () => {
    answer = ({ socket }) => void socket.destroy();
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('while it comes', async () => {
    answer = (_, answering) => void answering.writeHead(200, { 'content-length': '10' }).write('half', () => answering.destroy());
    const { status, text: rest } = await ask();
    expect(status).toBe(200);
    await expect(rest()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('after the time that there was, be it before the answer or within', async () => {
    const stopping = new AbortController();
    answer = () => stopping.abort();
    await expect(ask({ signal: stopping.signal })).rejects.toMatchObject({ name: 'AbortError' });
    const later = new AbortController();
    answer = (_, answering) => void answering.writeHead(200, { 'content-length': '10' }).write('half');
    const { text: rest } = await ask({ signal: later.signal });
    const reading = rest();
    later.abort();
    await expect(reading).rejects.toThrow();
    await expect(ask({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
