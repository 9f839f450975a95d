// Who wants to hear of something, told in the order they asked; `on` gives the way to stop.

export class Heard<A extends unknown[]> {
  private readonly all = new Set<(...news: A) => void>()
  on(heard: (...news: A) => void): () => void {
    this.all.add(heard)
    return () => this.all.delete(heard)
  }
  tell(...news: A): void {
    for (const heard of this.all) heard(...news)
  }
}
