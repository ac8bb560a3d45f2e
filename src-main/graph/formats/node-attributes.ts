import type { GraphDraft } from './graph-draft.ts'

/** What the formats with free attributes say of a node; other attributes are about the picture and left alone. */
export function readNodeAttributes(
  draft: GraphDraft,
  id: string,
  attributes: ReadonlyMap<string, string>,
): void {
  const observed = attributes.get('observed')
  if (isYes(attributes.get('latent')) || isNo(observed)) draft.amend(id, { latent: true })
  if (isYes(attributes.get('selected'))) draft.amend(id, { selected: true })
  const tier = Number(attributes.get('tier') ?? Number.NaN)
  if (Number.isFinite(tier)) draft.amend(id, { tier })
  const role = attributes.get('role')?.toLowerCase()
  if (role === 'treatment' || role === 'exposure') draft.play(id, 'treatments')
  if (role === 'outcome') draft.play(id, 'outcomes')
  if (role === 'adjusted') draft.play(id, 'adjusted')
  const [x, y] = (attributes.get('pos') ?? '').replace('!', '').split(',').map(Number.parseFloat)
  if (Number.isFinite(x) && Number.isFinite(y)) draft.amend(id, { position: { x, y: y === 0 ? 0 : -y } })
}

const isYes = (value: string | undefined) => value !== undefined && /^(?:|1|yes|true)$/i.test(value)
const isNo = (value: string | undefined) => value !== undefined && /^(?:0|no|false|unobserved)$/i.test(value)
