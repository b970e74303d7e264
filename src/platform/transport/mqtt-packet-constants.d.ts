/** What the library of packets knows of MQTT; its own types leave it out. */
declare module 'mqtt-packet/constants.js' {
  const constants: {
    /** The reason codes by which a message may be answered. What is read with another one is taken for no packet. */
    readonly MQTT5_PUBACK_PUBREC_CODES: Record<number, string>;
  };
  export default constants;
}
