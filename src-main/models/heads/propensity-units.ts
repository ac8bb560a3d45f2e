import { fail } from '../../contract/errors.ts'
import { hash32 } from '../../numeric/random.ts'
import type { EventLog } from './event-log.ts'

/** What a unit is for: learning the head, its calibration, the test, or an outcome still to come. */
export type UnitPart = 'fit' | 'calibrate' | 'test' | 'open'

/** Something that is judged once, as of one time. */
export interface PropensityUnit {
  readonly user: number
  readonly name: string
  /** Events before this one (of the log's order) may be read, and none from it on. */
  readonly cut: number
  /** Those of `recent` are the unit's own; the rest of the user's before them is history. */
  readonly recent: readonly number[]
  readonly asOf: number
  /** 1 or 0; not a number where it is still open. */
  readonly outcome: number
  readonly part: UnitPart
}

export interface PropensityUnits {
  readonly units: readonly PropensityUnit[]
  readonly excluded: { readonly tooShort: number; readonly already: number; readonly unfinished: number }
}

/** Of the judged sessions in order of time, the first share fits the head, the next its calibration, the rest tests both. */
const shares = { fit: 0.6, calibrate: 0.2 } as const

/**
 * A session, judged right after its first events; the outcome is an event of `wanted` later in it. Left out and counted: sessions
 * too short to be judged, and those that had the outcome by then. Sessions judged less than `unfinishedWithin` before the log's end may
 * still go on: those without the outcome so far are open, and none of them teaches or tests, whatever came.
 */
export function sessionUnits(
  log: EventLog,
  wanted: readonly boolean[],
  firstEvents: number,
  gap: number | null,
  unfinishedWithin: number | null,
): PropensityUnits {
  const end = log.time.reduce((latest, time) => Math.max(latest, time), Number.NEGATIVE_INFINITY)
  const judged: Omit<PropensityUnit, 'part'>[] = []
  let [tooShort, already, unfinished] = [0, 0, 0]
  for (const events of sessionsOf(log, gap)) {
    const recent = events.slice(0, firstEvents)
    const isWanted = (event: number) => wanted[log.type[event]]
    if (recent.length < firstEvents) tooShort++
    else if (recent.some(isWanted)) already++
    else {
      const last = recent[firstEvents - 1]
      const came = events.slice(firstEvents).some(isWanted)
      const open = unfinishedWithin !== null && end - log.time[last] < unfinishedWithin
      if (open) unfinished++
      if (open && came) continue
      const user = userOf(log, events[0])
      const outcome = open ? Number.NaN : came ? 1 : 0
      judged.push({
        user,
        name: nameOf(log, user, events[0]),
        cut: last + 1,
        recent,
        asOf: log.time[last],
        outcome,
      })
    }
  }
  judged.sort((a, b) => a.asOf - b.asOf || a.cut - b.cut)
  const known = judged.filter((unit) => !Number.isNaN(unit.outcome)).length
  let at = 0
  const units = judged.map((unit): PropensityUnit => {
    if (Number.isNaN(unit.outcome)) return { ...unit, part: 'open' }
    const share = at++ / known
    const part = share < shares.fit ? 'fit' : share < shares.fit + shares.calibrate ? 'calibrate' : 'test'
    return { ...unit, part }
  })
  return { units, excluded: { tooShort, already, unfinished } }
}

/**
 * A user as of a time, judged where they had an event within `horizon` before it; the outcome is an event of `wanted` within `horizon`
 * after it, or for churn that there is none. The head learns as of two horizons before now and is tested as of one, so that every outcome is
 * known by now; users as of now are open.
 */
export function landmarkUnits(
  log: EventLog,
  wanted: readonly boolean[],
  horizon: number,
  now: number,
  churn: boolean,
): PropensityUnits {
  const units: PropensityUnit[] = []
  let tooShort = 0
  for (let user = 0; user < log.users.length; user++) {
    for (const back of [2, 1, 0]) {
      const asOf = now - back * horizon
      // Now itself is the last event's time as a rule: what came by then is known.
      const { cut, recent } = eventsBefore(log, user, asOf, horizon, back === 0)
      if (recent.length === 0) {
        if (cut > log.start[user]) tooShort++
        continue
      }
      let came = false
      for (let at = cut; at < log.start[user + 1] && log.time[at] < asOf + horizon; at++) {
        came ||= wanted[log.type[at]]
      }
      units.push({
        user,
        name: log.users[user],
        cut,
        recent,
        asOf,
        outcome: back === 0 ? Number.NaN : came === churn ? 0 : 1,
        part: back === 0 ? 'open' : back === 1 ? 'test' : fitsOrCalibrates(log.users[user]),
      })
    }
  }
  return { units, excluded: { tooShort, already: 0, unfinished: 0 } }
}

/** A user's events before a moment (or until it), and those of them within `horizon` before it. */
export function eventsBefore(
  log: EventLog,
  user: number,
  asOf: number,
  horizon: number,
  included = false,
): Pick<PropensityUnit, 'cut' | 'recent'> {
  let cut = log.start[user]
  while (cut < log.start[user + 1] && (included ? log.time[cut] <= asOf : log.time[cut] < asOf)) cut++
  let from = cut
  while (from > log.start[user] && log.time[from - 1] >= asOf - horizon) from--
  return { cut, recent: Array.from({ length: cut - from }, (_, at) => from + at) }
}

/** A quarter of the users calibrates, always the same one. */
function fitsOrCalibrates(user: string): UnitPart {
  return hash32(0, user) % 4 === 0 ? 'calibrate' : 'fit'
}

/** Indices of the events of each session, in order of time. Throws MODELS_SESSION_GAP_NEEDED. */
function sessionsOf(log: EventLog, gap: number | null): number[][] {
  const sessions: number[][] = []
  if (log.session === null && gap === null) throw fail('MODELS_SESSION_GAP_NEEDED')
  for (let user = 0; user < log.users.length; user++) {
    const own = new Map<number, number[]>()
    let last: number[] | null = null
    for (let event = log.start[user]; event < log.start[user + 1]; event++) {
      if (log.session !== null) {
        const code = log.session[event]
        if (code < 0) continue
        const known = own.get(code)
        if (known === undefined) own.set(code, [event])
        else known.push(event)
      } else if (last !== null && log.time[event] - log.time[event - 1] < (gap ?? 0)) last.push(event)
      else {
        last = [event]
        own.set(-event - 1, last)
      }
    }
    sessions.push(...own.values())
  }
  return sessions
}

function userOf(log: EventLog, event: number): number {
  let [low, high] = [0, log.users.length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (log.start[middle] <= event) low = middle
    else high = middle
  }
  // Users without an event share their start with the next one that has some.
  while (log.start[low + 1] <= event) low++
  return low
}

function nameOf(log: EventLog, user: number, first: number): string {
  return log.session === null ? `${log.users[user]}@${log.time[first]}` : log.sessions[log.session[first]]
}
