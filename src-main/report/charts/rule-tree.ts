import { html, type Markup } from '../html.ts'
import { fitted, round, textWidth } from './scale.ts'

/** A leaf: the conditions on the way to it, joined by ∧, for what share they hold, and what is said there. */
interface RuleTreeLeaf {
  readonly rule: string
  readonly share: number
  readonly headline: string
  readonly detail: string
  /** Another arm than the usual one. */
  readonly marked: boolean
}

interface Node {
  readonly condition: string
  readonly share: number
  readonly depth: number
  /** Leaves are at 0, 1, 2 and so on from above; a question is in the middle of what follows from it. */
  readonly height: number
  readonly children: readonly Node[]
  readonly leaf: RuleTreeLeaf | null
}

const width = 720
const rootWidth = 96
const words = 216
const gap = 30
const boxHeight = 48
const step = 66
const fontSize = 13

/** A small tree from left to right: what is asked, for how many, and what is said at each leaf; lines as thick as the share. */
export function ruleTree(options: {
  readonly title: string
  readonly everybody: string
  readonly leaves: readonly RuleTreeLeaf[]
  readonly percent: (share: number) => string
}): Markup {
  const { title, leaves } = options
  const root = treeOf(leaves.map((leaf) => ({ path: leaf.rule === '' ? [] : leaf.rule.split(' ∧ '), leaf })))
  const nodes = everyNode(root)
  const deepest = Math.max(...nodes.map(({ depth }) => depth))
  const box = deepest === 0 ? rootWidth : (width - words - rootWidth) / deepest - gap
  const place = (node: Node) => ({
    left: node.depth === 0 ? 1 : 1 + rootWidth + gap + (node.depth - 1) * (box + gap),
    wide: node.depth === 0 ? rootWidth : box,
    top: 4 + node.height * step,
  })
  return html`<svg class="chart tree" viewBox="0 0 ${width} ${leaves.length * step}" role="img" aria-label="${title}">
<title>${title}</title>
${nodes.flatMap((node) => node.children.map((child) => link(place(node), place(child), child.share)))}
${nodes.map((node) => {
  const { left, wide, top } = place(node)
  const label = lines(node.condition === '' ? options.everybody : node.condition, wide - 18)
  const kind = node.leaf?.marked === true ? 'is-treatment' : 'is-plain'
  return html`<g class="node ${kind}"><rect x="${round(left)}" y="${round(top)}" width="${round(wide)}" height="${boxHeight + (label.length > 1 ? 8 : 0)}" rx="6"/>
${label.map((line, i) => html`<text class="label" x="${round(left + 9)}" y="${round(top + 17 + 14 * i)}">${line}</text>`)}
<text class="tick" x="${round(left + 9)}" y="${round(top + 17 + 14 * label.length + 3)}">${options.percent(node.share)}</text>
${node.leaf !== null && html`<text class="headline" x="${round(left + wide + 12)}" y="${round(top + 17)}">${node.leaf.marked ? `▶ ${node.leaf.headline}` : node.leaf.headline}</text>${node.leaf.detail !== '' && lines(node.leaf.detail, width - left - wide - 14).map((line, i) => html`<text class="tick" x="${round(left + wide + 12)}" y="${round(top + 33 + 14 * i)}">${line}</text>`)}`}</g>`
})}
</svg>`
}

interface Place {
  readonly left: number
  readonly wide: number
  readonly top: number
}

function link(from: Place, to: Place, share: number): Markup {
  const x = from.left + from.wide
  const y = round(from.top + boxHeight / 2)
  const end = round(to.top + boxHeight / 2)
  const middle = round((x + to.left) / 2)
  return html`<path class="branch" fill="none" stroke-width="${round(1 + 6 * share)}" d="M${round(x)},${y}C${middle},${y} ${middle},${end} ${round(to.left)},${end}"/>`
}

/** At most two lines, broken between words. */
function lines(text: string, room: number): string[] {
  if (textWidth(text, fontSize) <= room) return [text]
  const all = text.split(' ')
  let first = all[0]
  let at = 1
  while (at < all.length && textWidth(`${first} ${all[at]}`, fontSize) <= room) first += ` ${all[at++]}`
  const rest = all.slice(at).join(' ')
  return [fitted(first, fontSize, room), ...(rest === '' ? [] : [fitted(rest, fontSize, room)])]
}

interface Member {
  readonly path: readonly string[]
  readonly leaf: RuleTreeLeaf
}

function treeOf(leaves: readonly Member[]): Node {
  let placed = 0
  const grow = (members: readonly Member[], condition: string, depth: number): Node => {
    const share = members.reduce((sum, { leaf }) => sum + leaf.share, 0)
    const [only] = members
    if (members.length === 1 && only.path.length === depth) {
      return { condition, share, depth, height: placed++, children: [], leaf: only.leaf }
    }
    const by = Map.groupBy(members, ({ path }) => path[depth] ?? '')
    const children = [...by].map(([next, some]) => grow(some, next, depth + 1))
    const height = (children[0].height + children[children.length - 1].height) / 2
    return { condition, share, depth, height, children, leaf: null }
  }
  return grow(leaves, '', 0)
}

function everyNode(node: Node): Node[] {
  return [node, ...node.children.flatMap(everyNode)]
}
