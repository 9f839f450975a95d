// A distance in the words of the reader, rounded to what one can judge by eye.
import { language, say } from './strings.ts'

export function distanceText(distanceM: number): string {
  const format = (n: number): string => new Intl.NumberFormat(language.value, { maximumFractionDigits: 1 }).format(n)
  const step = distanceM < 10 ? 1 : distanceM < 100 ? 5 : 10
  const roundedM = Math.round(distanceM / step) * step
  return roundedM < 1000
    ? say('metres', { n: format(roundedM) })
    : say('kilometres', { n: format(Math.round(distanceM / 100) / 10) })
}
