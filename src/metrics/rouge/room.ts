/** Memory that one scorer uses again for every pair: to make an array takes longer than to fill it for one sentence. */
export interface Room {
  /** A number for every word or n-gram: all 0 whenever nobody works with them. */
  zeros: Int32Array;
  /** A carry for every word of a text. */
  carries: Uint8Array;
  /** Rows of a table. */
  rows: Int32Array;
}

export const createRoom = (): Room => ({
  zeros: new Int32Array(256),
  carries: new Uint8Array(256),
  rows: new Int32Array(256),
});

/** The room, with at least so many zeros. */
export function withZeros(room: Room, count: number): Room {
  if (room.zeros.length < count) room.zeros = new Int32Array(2 * count);
  return room;
}
