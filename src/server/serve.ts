/** A page being served. */
export interface Serving {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  /** What a request that writes must bring. */
  readonly token: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** 0 takes any free one. */
  readonly port: number;
}

/** Serves the page over some databases on loopback. @throws PstarError where the port is taken or the page is not built */
export function serve(_databases: readonly string[], _options: ServeOptions): Promise<Serving> {
  throw new Error("not yet");
}
