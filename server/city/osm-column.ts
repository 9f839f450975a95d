// A growing typed array: numbers are appended one by one, the room doubles when it is full.

type Numbers = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>

export class Column<T extends Numbers> {
  values: T
  length = 0
  private readonly make: new (length: number) => T

  constructor(make: new (length: number) => T) {
    this.make = make
    this.values = new make(1024)
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = new this.make(2 * this.length)
      wider.set(this.values)
      this.values = wider
    }
    this.values[this.length++] = value
  }

  trimmed(): T {
    return this.values.slice(0, this.length) as T
  }
}
