/** The source whose rows are looked at; null is all of them. */
class ChosenSource {
  id = $state<number | null>(null)
  /** Of which import the rejected rows are looked at: `log 3` or `table customers`. */
  rejectedOf = $state<string | null>(null)
}

export const chosenSource = new ChosenSource()
