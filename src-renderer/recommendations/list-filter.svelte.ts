/** Which lines of the list are shown: those of one user, of one item, or both. */
class ListFilter {
  user = $state('')
  item = $state('')

  get set(): boolean {
    return this.user !== '' || this.item !== ''
  }

  clear(): void {
    this.user = ''
    this.item = ''
  }
}

export const listFilter = new ListFilter()
