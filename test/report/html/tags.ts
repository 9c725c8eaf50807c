interface Tag {
  readonly name: string;
  readonly isEnd: boolean;
  /** Has no end tag. */
  readonly isVoid: boolean;
}

/** Every tag of a page as it is written. Text holds no `<`, or the page is wrong; style sheets hold none. */
export function tagsOf(page: string): Tag[] {
  const found = page
    .replace(/^<!doctype html>/, "")
    .matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z][\w:-]*(?:="[^"<>]*")?)*)\s*(\/?)>|</g);
  return [...found].map(([whole, slash, name, , selfClosed]) => {
    if (name === undefined) throw new Error(`a stray ${whole}`);
    return {
      name,
      isEnd: slash !== "",
      isVoid: selfClosed !== "" || /^(meta|br|hr|img|link|input)$/.test(name),
    };
  });
}
