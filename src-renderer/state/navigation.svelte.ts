import { type Place, places } from '../../src-main/contract/places.ts'

interface Where {
  readonly place: Place
  /** The view within each place. */
  readonly views: Readonly<Partial<Record<Place, string>>>
}

const start: Where = { place: 'data', views: {} }

/** Where the analyst is. Kept for each project, so that it opens where it was left. */
class Navigation {
  #where = $state.raw<Where>(start)
  #project: string | null = null

  get place(): Place {
    return this.#where.place
  }

  /** The view of a place, or the first of `views` where none was chosen or the one chosen is gone. */
  view<View extends string>(place: Place, views: readonly View[]): View {
    const chosen = this.#where.views[place]
    return views.find((view) => view === chosen) ?? views[0]
  }

  go(place: Place, view?: string): void {
    this.#set(place, view === undefined ? this.#where.views : { ...this.#where.views, [place]: view })
  }

  /** What was made in a place is ready to be seen there; whoever has gone elsewhere meanwhile is left in peace. */
  arrive(place: Place, view: string): void {
    this.#set(this.#where.place, { ...this.#where.views, [place]: view })
  }

  /** The place will show its first view when it is next gone to: a form that was left is done with. */
  forget(place: Place): void {
    const { [place]: _left, ...views } = this.#where.views
    this.#set(this.#where.place, views)
  }

  #set(place: Place, views: Where['views']): void {
    this.#where = { place, views }
    if (this.#project !== null) localStorage.setItem(key(this.#project), JSON.stringify(this.#where))
  }

  /** Returns to where this project was left. */
  enter(path: string | null): void {
    this.#project = path
    this.#where = path === null ? start : remembered(path)
  }
}

export const navigation = new Navigation()

function key(path: string): string {
  return `where:${path}`
}

function remembered(path: string): Where {
  try {
    const where = JSON.parse(localStorage.getItem(key(path)) ?? '') as Where
    return places.includes(where.place) ? { place: where.place, views: where.views ?? {} } : start
  } catch {
    return start
  }
}
