/** One effect of one group in one period, and each unit's influence on it. Groups and periods are places in time. */
export interface GroupTime {
  readonly group: number
  readonly period: number
  readonly effect: number
  readonly influence: Float64Array
}

/** A mean effect with each unit's influence on it: it moves by influence / units. */
export interface Averaged {
  readonly effect: number
  readonly influence: Float64Array
}

/** A mean of effects, and the effects it is made of by what they have in common. */
export interface Average extends Averaged {
  readonly by: readonly (Averaged & { readonly at: number })[]
}

/** Which group each unit is of, and how much of the population it stands for. */
export interface Membership {
  readonly first: Float64Array
  readonly size: Float64Array
}

/**
 * Effects from treatment on, summed up after Callaway and Sant'Anna 2021, section 3.2. `simple`: every cell by the size
 * of its group. `group`: a group's mean over its periods, then by size (eq. 3.11). `calendar`: groups by size within a
 * period (eq. 3.8), then the mean over periods. `dynamic`: groups by size at a time since treatment (eq. 3.4), then the
 * mean over those times. That sizes are themselves estimated is in the influence.
 */
export function averagesOf(after: readonly GroupTime[], members: Membership) {
  const bySize = (effects: readonly GroupTime[]) => averagedBySize(effects, members)
  const groups = divided(after, ({ group }) => group, mean)
  return {
    simple: { ...bySize(after), by: [] },
    group: { ...bySize(groups.map((item) => ({ ...item, group: item.at, period: item.at }))), by: groups },
    calendar: meanOfParts(divided(after, ({ period }) => period, bySize)),
    dynamic: meanOfParts(byTimeSince(after, members)),
  } satisfies Record<string, Average>
}

/** Effects by the time since treatment began, negative before it. */
export function byTimeSince(effects: readonly GroupTime[], members: Membership): Average['by'] {
  return divided(
    effects,
    ({ group, period }) => period - group,
    (some) => averagedBySize(some, members),
  )
}

function meanOfParts(by: Average['by']): Average {
  return { ...mean(by), by }
}

function divided(
  effects: readonly GroupTime[],
  key: (effect: GroupTime) => number,
  average: (effects: readonly GroupTime[]) => Averaged,
): Average['by'] {
  return [...new Set(effects.map(key))]
    .sort((a, b) => a - b)
    .map((at) => ({ at, ...average(effects.filter((effect) => key(effect) === at)) }))
}

function mean(effects: readonly Averaged[]): Averaged {
  const influence = new Float64Array(effects[0].influence.length)
  for (const item of effects) {
    for (let u = 0; u < influence.length; u++) influence[u] += item.influence[u] / effects.length
  }
  return { effect: effects.reduce((sum, item) => sum + item.effect, 0) / effects.length, influence }
}

function averagedBySize(effects: readonly GroupTime[], { first, size }: Membership): Averaged {
  const units = first.length
  const sizes = new Map<number, number>()
  for (let u = 0; u < units; u++) sizes.set(first[u], (sizes.get(first[u]) ?? 0) + size[u])
  const sizeOf = ({ group }: GroupTime) => sizes.get(group)!
  const total = effects.reduce((sum, item) => sum + sizeOf(item), 0)
  const effect = effects.reduce((sum, item) => sum + (sizeOf(item) / total) * item.effect, 0)
  const influence = new Float64Array(units)
  for (const item of effects) {
    const share = sizeOf(item) / total
    for (let u = 0; u < units; u++) {
      influence[u] += share * item.influence[u]
      if (first[u] === item.group) influence[u] += (units * size[u] * (item.effect - effect)) / total
    }
  }
  return { effect, influence }
}
