/** The six places of the product, in the order of the left rail, the command line and the report. */
export const places = ['data', 'behaviour', 'graph', 'effects', 'recommendations', 'report'] as const

export type Place = (typeof places)[number]

/** `stale`: a result there was made from inputs that have changed since. */
export type PlaceState = 'empty' | 'ready' | 'stale'
