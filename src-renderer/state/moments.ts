/** Microseconds UTC as a `datetime-local` field holds them. */
export function toField(microseconds: number): string {
  return new Date(microseconds / 1000).toISOString().slice(0, 16)
}

/** Null where the field holds no moment. */
export function fromField(text: string): number | null {
  const milliseconds = Date.parse(`${text}:00Z`)
  return Number.isNaN(milliseconds) ? null : milliseconds * 1000
}
