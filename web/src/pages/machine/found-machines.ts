interface Findable {
  readonly machine_id: string;
  readonly machine_name: string;
  readonly places: readonly { readonly name: string }[];
}

const plain = (text: string) => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();

/** Machines of which the name, the id or a place holds each word, in their order; case and accents make no difference. */
export function foundMachines<Machine extends Findable>(machines: readonly Machine[], text: string): Machine[] {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return machines.filter(({ machine_id: id, machine_name: name, places }) => {
    const held = plain([name, id, ...places.map((place) => place.name)].join(' '));
    return words.every((word) => held.includes(word));
  });
}
