/** The variables of how machines reach us. */
import { brokerAddress } from './broker-address.ts';
import {
  flag,
  hostName,
  listOf,
  mebibyte,
  path,
  serverHost,
  textLike,
  type Variable,
  variable,
  wholeNumber,
} from './variable.ts';

export const messagingVariables = {
  MQTT_EMBEDDED: variable(
    {
      group: 'Messages of machines',
      help: 'Whether a broker of our own runs in the process where MQTT_URL names no other one.',
      default: 'true',
    },
    flag,
  ),
  MQTT_HOST: variable(
    {
      group: 'Messages of machines',
      help: 'Address on which our broker listens. 127.0.0.1 answers on this machine only, as ::1 and localhost too.',
      whenUnset: 'as HOST',
    },
    hostName,
  ),
  MQTT_PORT: variable(
    {
      group: 'Messages of machines',
      help: 'Port of our broker; 0 takes any free one.',
      whenUnset: '1883; where it is taken, MillDash starts without this door and says so',
    },
    wholeNumber(0, 65_535),
  ),
  MQTT_TLS_PORT: variable(
    {
      group: 'Messages of machines',
      help: 'Port of our broker for TLS, where MQTT_TLS_CERT and MQTT_TLS_KEY are set; 0 takes any free one.',
      default: '8883',
    },
    wholeNumber(0, 65_535),
  ),
  MQTT_TLS_CERT: variable(
    {
      group: 'Messages of machines',
      help: 'PEM file with the certificate of our broker and those that it is signed by.',
      whenUnset: 'no TLS; must be set together with MQTT_TLS_KEY',
    },
    path,
  ),
  MQTT_TLS_KEY: variable(
    {
      group: 'Messages of machines',
      help: 'PEM file with the private key of that certificate.',
      whenUnset: 'no TLS; must be set together with MQTT_TLS_CERT',
    },
    path,
  ),
  MQTT_ANONYMOUS: variable(
    {
      group: 'Messages of machines',
      help: 'Whether programs on this machine may report to our broker without a key; from elsewhere never.',
      default: 'false',
    },
    flag,
  ),
  MQTT_CONNECTIONS_MAX: variable(
    { group: 'Messages of machines', help: 'Devices that our broker serves at once.', default: '500' },
    wholeNumber(1, 20_000),
  ),
  MQTT_MESSAGE_LIMIT_BYTES: variable(
    { group: 'Messages of machines', help: 'Largest MQTT packet that is taken.', default: String(mebibyte / 4) },
    wholeNumber(1_024, 16 * mebibyte),
  ),
  MQTT_TOPIC: variable(
    {
      group: 'Messages of machines',
      help: 'Topics on which any machine reports cuts and each message names its machine, separated by commas.',
      default: 'plc/events/cuts',
    },
    // where events go out nobody else may publish
    listOf(
      /^(?!milldash\/v1\/events(?:\/|$))[^#+\p{Cc}]{1,512}$/u,
      'topics without + and #, separated by commas, and not below milldash/v1/events',
    ),
  ),
  MQTT_SPARKPLUG: variable(
    {
      group: 'Messages of machines',
      help: 'Whether Sparkplug B is subscribed to at the other broker; our own takes it anyhow.',
      default: 'false',
    },
    flag,
  ),
  MQTT_URL: variable(
    {
      group: 'Messages of machines',
      help: 'Another MQTT 5 broker, which is used in place of our own.',
      whenUnset: 'our own broker',
      secret: true,
    },
    brokerAddress,
  ),
  MQTT_BROKER_HOST: variable(
    {
      group: 'Messages of machines',
      help: 'Host of another broker: what MQTT_URL says in one. The predecessor’s name.',
      whenUnset: 'MQTT_URL, or our own broker',
    },
    serverHost,
  ),
  MQTT_BROKER_PORT: variable(
    { group: 'Messages of machines', help: 'Port of MQTT_BROKER_HOST.', default: '1883' },
    wholeNumber(1, 65_535),
  ),
  MQTT_BROKER_USER: variable(
    {
      group: 'Messages of machines',
      help: 'User at the other broker, where MQTT_URL names none.',
      whenUnset: 'nobody',
    },
    textLike(/^.{1,256}$/u, 'at most 256 characters'),
  ),
  MQTT_BROKER_PASSWORD: variable(
    {
      group: 'Messages of machines',
      help: 'Password of that user.',
      whenUnset: 'none',
      secret: true,
    },
    textLike(/^.{1,1024}$/u, 'at most 1,024 characters'),
  ),
  MQTT_CA: variable(
    {
      group: 'Messages of machines',
      help: 'PEM file of the authority that signed the other broker’s certificate.',
      whenUnset: 'the public authorities',
    },
    path,
  ),
  MQTT_SHARED_GROUP: variable(
    {
      group: 'Messages of machines',
      help: 'Group in which several processes take turns at the messages of the other broker.',
      whenUnset: 'this process takes them all',
    },
    textLike(/^[A-Za-z0-9._-]{1,64}$/, '1 to 64 letters, digits, dots, dashes or underscores'),
  ),
} as const satisfies Record<string, Variable<unknown>>;
