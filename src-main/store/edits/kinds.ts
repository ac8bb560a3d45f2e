import type { Place } from '../../contract/places.ts'
import { setAnalysisName, setAnalysisRemoved } from '../analyses.ts'
import type { WritingConnection } from '../connection.ts'
import { pointGraphTo } from '../graph-versions.ts'
import { setJudgement } from '../judgements.ts'
import { type NamedTable, setName, setRemoved } from '../removable-names.ts'
import { setReportDraft } from '../report-draft.ts'
import { setSourceName, setSourceRemoved } from '../sources.ts'
import { setTableName, setTableRemoved } from '../table-names.ts'
import type { Changes } from './change.ts'

/** How one kind of edit is taken back and done again. Each leaves the project as it was before or after the edit. */
export interface EditKind<Change> {
  readonly place: Place
  readonly undo: (connection: WritingConnection, change: Change) => void
  readonly redo: (connection: WritingConnection, change: Change) => void
}

/** One line a kind of edit. */
export const editKinds: { readonly [Kind in keyof Changes]: EditKind<Changes[Kind]> } = {
  'source.added': added('data', setSourceRemoved),
  'source.removed': removed('data', setSourceRemoved),
  'source.renamed': renamed('data', setSourceName),
  'table.built': {
    place: 'behaviour',
    undo(connection, { id, replaced }) {
      setTableRemoved(connection, id, true)
      if (replaced !== null) setTableRemoved(connection, replaced, false)
    },
    redo(connection, { id, replaced }) {
      if (replaced !== null) setTableRemoved(connection, replaced, true)
      setTableRemoved(connection, id, false)
    },
  },
  'table.removed': removed('behaviour', setTableRemoved),
  'table.renamed': renamed('behaviour', setTableName),
  'model.added': added('behaviour', removedIn('sequence_model')),
  'model.removed': removed('behaviour', removedIn('sequence_model')),
  'model.renamed': renamed('behaviour', nameIn('sequence_model')),
  'propensity.added': added('behaviour', removedIn('propensity')),
  'propensity.removed': removed('behaviour', removedIn('propensity')),
  'propensity.renamed': renamed('behaviour', nameIn('propensity')),
  'intents.added': added('behaviour', removedIn('intents')),
  'intents.removed': removed('behaviour', removedIn('intents')),
  'intents.renamed': renamed('behaviour', nameIn('intents')),
  'behaviour-graph.added': added('behaviour', removedIn('behaviour_graph')),
  'behaviour-graph.removed': removed('behaviour', removedIn('behaviour_graph')),
  'behaviour-graph.renamed': renamed('behaviour', nameIn('behaviour_graph')),
  'graph.saved': {
    place: 'graph',
    undo: (connection, { from, to }) => pointGraphTo(connection, from, to),
    redo: (connection, { to }) => pointGraphTo(connection, to, to),
  },
  'analysis.added': added('effects', setAnalysisRemoved),
  'analysis.removed': removed('effects', setAnalysisRemoved),
  'analysis.renamed': renamed('effects', setAnalysisName),
  judged: {
    place: 'recommendations',
    undo: (connection, { before, after }) => setJudgement(connection, after, before),
    redo: (connection, { before, after }) => setJudgement(connection, before, after),
  },
  'report.changed': {
    place: 'report',
    undo: (connection, { before }) => setReportDraft(connection, before),
    redo: (connection, { after }) => setReportDraft(connection, after),
  },
}

type SetRemoved = (connection: WritingConnection, id: number, removed: boolean) => void
type SetName = (connection: WritingConnection, id: number, name: string) => void

function removedIn(table: NamedTable): SetRemoved {
  return (connection, id, removed) => setRemoved(connection, table, id, removed)
}

function nameIn(table: NamedTable): SetName {
  return (connection, id, name) => setName(connection, table, id, name)
}

function added(place: Place, set: SetRemoved): EditKind<{ readonly id: number }> {
  return {
    place,
    undo: (connection, { id }) => set(connection, id, true),
    redo: (connection, { id }) => set(connection, id, false),
  }
}

function removed(place: Place, set: SetRemoved): EditKind<{ readonly id: number }> {
  const { undo: remove, redo: restore } = added(place, set)
  return { place, undo: restore, redo: remove }
}

function renamed(place: Place, set: SetName): EditKind<{ id: number; from: string; to: string }> {
  return {
    place,
    undo: (connection, { id, from }) => set(connection, id, from),
    redo: (connection, { id, to }) => set(connection, id, to),
  }
}
