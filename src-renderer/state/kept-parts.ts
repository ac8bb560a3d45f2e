/**
 * `after`, but every part of it that equals its counterpart in `before` is the one from there: what was drawn from that part is
 * not drawn again. Both are answers of the engine: plain values, lists and objects; a part of any other kind is taken as new.
 */
export function keepParts<Answer>(before: unknown, after: Answer): Answer {
  if (Object.is(before, after)) return after
  if (Array.isArray(before) && Array.isArray(after)) return keepItems(before, after) as Answer
  if (isPlain(before) && isPlain(after)) return keepFields(before, after) as Answer
  return after
}

function keepItems(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const items = after.map((item, index) => keepParts(before[index], item))
  const same = before.length === after.length && items.every((item, index) => Object.is(item, before[index]))
  return same ? before : items
}

function keepFields(before: Fields, after: Fields): Fields {
  const names = Object.keys(after)
  const fields = Object.fromEntries(names.map((name) => [name, keepParts(before[name], after[name])]))
  const same =
    Object.keys(before).length === names.length &&
    names.every((name) => Object.hasOwn(before, name) && Object.is(fields[name], before[name]))
  return same ? before : fields
}

type Fields = Readonly<Record<string, unknown>>

function isPlain(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
