/** How numbers may lie in a file; in memory all are float32. `unpack` fills `values` from the beginning of `bytes`. */
export const storedTypes = {
  F32: {
    bytes: 4,
    unpack(bytes: ArrayBuffer, values: Float32Array): void {
      values.set(new Float32Array(bytes, 0, values.length));
    },
    pack: (values: Float32Array): Uint8Array =>
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
  },
  F16: {
    bytes: 2,
    unpack(bytes: ArrayBuffer, values: Float32Array): void {
      const halves = new Uint16Array(bytes);
      for (let i = 0; i < values.length; i++) values[i] = ofHalf[halves[i]!]!;
    },
    pack(values: Float32Array): Uint8Array {
      const halves = new Uint16Array(values.length);
      for (let i = 0; i < halves.length; i++) halves[i] = toHalf(values[i]!);
      return new Uint8Array(halves.buffer);
    },
  },
  /** The upper half of a float32. */
  BF16: {
    bytes: 2,
    unpack(bytes: ArrayBuffer, values: Float32Array): void {
      const halves = new Uint16Array(bytes);
      const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
      for (let i = 0; i < words.length; i++) words[i] = halves[i]! << 16;
    },
    pack(values: Float32Array): Uint8Array {
      const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
      const halves = new Uint16Array(words.length);
      for (let i = 0; i < halves.length; i++) halves[i] = toUpperHalf(words[i]!);
      return new Uint8Array(halves.buffer);
    },
  },
} as const;

export type StoredType = keyof typeof storedTypes;

export const isStoredType = (name: string): name is StoredType => Object.hasOwn(storedTypes, name);

/** To the nearest, ties to even; a NaN stays one. */
function toUpperHalf(word: number): number {
  const isNoNumber = (word & 0x7fffffff) > 0x7f800000;
  return isNoNumber ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
}

/** Every half-precision number by its bits: looking up is ten times as fast as reckoning. */
const ofHalf = Float32Array.from({ length: 65_536 }, (_, bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
});

const word = new Float32Array(1);
const bits = new Uint32Array(word.buffer);

/** To the nearest, ties to even. */
function toHalf(value: number): number {
  word[0] = value;
  const sign = (bits[0]! >>> 16) & 0x8000;
  const magnitude = Math.abs(word[0]);
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  if (magnitude >= 65_520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude || 2 ** -30)));
  const scaled = roundToEven(magnitude / 2 ** (exponent - 10));
  return sign | (((exponent + 14) << 10) + scaled);
}

function roundToEven(x: number): number {
  const whole = Math.floor(x);
  const rest = x - whole;
  if (rest !== 0.5) return Math.round(x);
  return whole % 2 === 0 ? whole : whole + 1;
}
