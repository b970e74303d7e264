/**
 * A mail server over a real socket: takes what clients bring, or does with it what a test says.
 *
 * Speaks as much of SMTP (RFC 5321) as a client needs that sends one message a connection, with AUTH PLAIN; over TLS from
 * the first byte, by STARTTLS (RFC 3207), or in clear.
 */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export interface ReceivedMail {
  readonly to: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it came, headers and all. */
  readonly raw: string;
}

/**
 * What becomes of messages: `take` · `busy`: 451 to each · `no-such-person`: 550 to the address · `cut`: the line breaks
 * after the message was taken and before the server says so.
 */
export type MailBehaviour = 'take' | 'busy' | 'no-such-person' | 'cut';

export interface SmtpEncryption {
  readonly how: 'starttls' | 'always';
  /** PEM. */
  readonly certificate: string;
  readonly key: string;
}

export interface SmtpServer {
  readonly port: number;
  /** In the order in which they came. */
  readonly received: readonly ReceivedMail[];
  /** What clients have said, line by line, but for messages. */
  heard(): readonly string[];
  /** What of that could be read on the line. */
  heardInClear(): readonly string[];
  /** From now on. */
  behave(how: MailBehaviour): void;
  /** Called with each message before the client is told that it was taken. */
  whenTaken: () => void;
  close(): Promise<void>;
}

/**
 * @param password absent: nobody signs in
 * @param encryption absent: none, and STARTTLS is neither offered nor taken, as where somebody on the line strips it
 */
export async function startSmtpServer(password?: string, encryption?: SmtpEncryption): Promise<SmtpServer> {
  const received: ReceivedMail[] = [];
  const heard: string[] = [];
  const heardInClear: string[] = [];
  const sockets = new Set<Socket>();
  let behaviour: MailBehaviour = 'take';

  function encrypted(socket: Socket, { certificate, key }: SmtpEncryption): TLSSocket {
    const secure = new TLSSocket(socket, { isServer: true, cert: certificate, key });
    secure.on('error', () => {});
    return secure;
  }

  function talk(socket: Socket): void {
    const isClear = !(socket instanceof TLSSocket);
    let pending = '';
    let to = '';
    let message: string[] | undefined;
    const say = (line: string) => void socket.write(`${line}\r\n`);

    function endMessage(lines: readonly string[]): void {
      message = undefined;
      if (behaviour === 'busy') return say('451 4.3.2 Try again later');
      received.push(toMail(to, lines));
      running.whenTaken();
      if (behaviour === 'cut') return void socket.destroy();
      say('250 2.0.0 Taken');
    }

    function hear(line: string): void {
      if (message !== undefined) {
        if (line === '.') endMessage(message);
        else message.push(line.startsWith('..') ? line.slice(1) : line);
        return;
      }
      heard.push(line);
      if (isClear) heardInClear.push(line);
      const [verb = '', ...rest] = line.split(' ');
      switch (verb.toUpperCase()) {
        case 'EHLO':
          if (password !== undefined) say('250-AUTH PLAIN');
          if (isClear && encryption !== undefined) say('250-STARTTLS');
          return say('250 mail.example');
        case 'STARTTLS':
          if (!isClear || encryption === undefined) return say('502 5.5.1 Not implemented');
          say('220 2.0.0 Go on');
          socket.removeAllListeners('data');
          return talk(encrypted(socket, encryption));
        case 'AUTH': {
          const given = Buffer.from(rest[1] ?? '', 'base64')
            .toString()
            .split('\0')
            .at(-1);
          return say(given === password ? '235 2.7.0 Welcome' : '535 5.7.8 Wrong password');
        }
        case 'RCPT':
          to = /<(.*)>/.exec(line)?.[1] ?? '';
          return say(behaviour === 'no-such-person' ? '550 5.1.1 No such person' : '250 2.1.5 Ok');
        case 'DATA':
          message = [];
          return say('354 Go on');
        case 'QUIT':
          say('221 2.0.0 Bye');
          return void socket.end();
        default:
          return say('250 2.0.0 Ok');
      }
    }

    socket.on('data', (bytes: Buffer) => {
      pending += bytes.toString();
      const lines = pending.split('\r\n');
      pending = lines.pop() as string;
      for (const line of lines) hear(line);
    });
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    const greeted = encryption?.how === 'always' ? encrypted(socket, encryption) : socket;
    greeted.write('220 mail.example ESMTP\r\n');
    talk(greeted);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const running: SmtpServer = {
    whenTaken: () => {},
    port: (server.address() as AddressInfo).port,
    received,
    heard: () => heard,
    heardInClear: () => heardInClear,
    behave: (how) => {
      behaviour = how;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return running;
}

function toMail(to: string, lines: readonly string[]): ReceivedMail {
  const end = lines.indexOf('');
  const unfolded = lines
    .slice(0, end)
    .join('\n')
    .replace(/\n[ \t]+/g, ' ');
  const headers = unfolded.split('\n').map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return { to, headers: Object.fromEntries(headers), raw: lines.join('\n') };
}
