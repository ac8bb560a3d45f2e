/** A leaf of a tree: the conditions on the way to it, joined by ∧, and the share of rows for which they hold. */
export interface RuleLeaf {
  readonly rule: string
  readonly share: number
}

/** A node with its place in the drawing: how many conditions it is away from the root, and at which height among the leaves. */
export interface TreeNode {
  /** What holds here and not at its parent; empty for the root. */
  readonly condition: string
  readonly share: number
  readonly depth: number
  /** Leaves are at 0, 1, 2 and so on from above; a question is in the middle of what follows from it. */
  readonly height: number
  /** Place among the nodes; null for the root. */
  readonly parent: number | null
  /** Place among the given leaves; null for a question. */
  readonly leaf: number | null
}

/** The tree whose leaves have these rules, the root first, each node before those that follow from it; leaves keep their order. */
export function treeOfRules(leaves: readonly RuleLeaf[]): readonly TreeNode[] {
  const nodes: TreeNode[] = []
  let placed = 0
  const visit = (
    members: readonly Member[],
    condition: string,
    depth: number,
    parent: number | null,
  ): number => {
    const at = nodes.length
    const share = members.reduce((sum, member) => sum + member.share, 0)
    if (members.length === 1 && members[0].path.length === depth) {
      const height = placed++
      nodes.push({ condition, share, depth, height, parent, leaf: members[0].leaf })
      return height
    }
    nodes.push({ condition, share, depth, height: 0, parent, leaf: null })
    const heights = branches(members, depth).map(([next, some]) => visit(some, next, depth + 1, at))
    const height = (heights[0] + heights[heights.length - 1]) / 2
    nodes[at] = { ...nodes[at], height }
    return height
  }
  const members = leaves.map(({ rule, share }, leaf) => ({
    path: rule === '' ? [] : rule.split(' ∧ '),
    share,
    leaf,
  }))
  if (members.length > 0) visit(members, '', 0, null)
  return nodes
}

interface Member {
  readonly path: readonly string[]
  readonly share: number
  readonly leaf: number
}

function branches(
  members: readonly Member[],
  depth: number,
): readonly (readonly [string, readonly Member[]])[] {
  const by = new Map<string, Member[]>()
  for (const member of members) {
    const condition = member.path[depth] ?? ''
    by.set(condition, [...(by.get(condition) ?? []), member])
  }
  return [...by]
}
