import type { GraphEdge } from '../../contract/graph.ts'

/** Who drew an edge, or left it out, why, and how sure they are. */
export type EdgeNote = Pick<GraphEdge, 'author' | 'reason' | 'confidence'>

/** The note among the free attributes of an edge; a confidence outside 0 … 1 is none. */
export function readNote(attributes: ReadonlyMap<string, string>): EdgeNote {
  const [author, reason] = [attributes.get('author'), attributes.get('reason')]
  const confidence = Number.parseFloat(attributes.get('confidence') ?? '')
  return {
    ...(author === undefined ? {} : { author }),
    ...(reason === undefined ? {} : { reason }),
    ...(confidence >= 0 && confidence <= 1 ? { confidence } : {}),
  }
}

/** The note as attributes, what is not said left out. */
export function noteAttributes({ author, reason, confidence }: EdgeNote): [string, string | number][] {
  return [
    ...(author === undefined ? [] : [['author', author] as [string, string]]),
    ...(reason === undefined ? [] : [['reason', reason] as [string, string]]),
    ...(confidence === undefined ? [] : [['confidence', confidence] as [string, number]]),
  ]
}
