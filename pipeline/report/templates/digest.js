// SHA-256 of a text as 64 hexadecimal digits: a decision is named by a hash of what it says, on pages opened as files
// too, where browsers may withhold their own digests.
const sha256 = (() => {
  const rotate = (word, by) => (word >>> by) | (word << (32 - by));
  const primes = Array.from({ length: 312 }, (_, at) => at).filter((n) => n > 1 && !Array.from({ length: n - 2 }, (_, d) => d + 2).some((d) => n % d === 0)).slice(0, 64);
  const fraction = (prime, power) => ((prime ** power % 1) * 2 ** 32) | 0;
  return (text) => {
    const bytes = new TextEncoder().encode(text);
    const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    const view = new DataView(padded.buffer);
    view.setUint32(padded.length - 4, bytes.length * 8);
    const sum = primes.slice(0, 8).map((prime) => fraction(prime, 1 / 2));
    const constants = primes.map((prime) => fraction(prime, 1 / 3));
    for (let block = 0; block < padded.length; block += 64) {
      const word = Array.from({ length: 64 }, (_, at) => (at < 16 ? view.getInt32(block + 4 * at) : 0));
      for (let at = 16; at < 64; at += 1) {
        const early = rotate(word[at - 15], 7) ^ rotate(word[at - 15], 18) ^ (word[at - 15] >>> 3);
        const late = rotate(word[at - 2], 17) ^ rotate(word[at - 2], 19) ^ (word[at - 2] >>> 10);
        word[at] = (word[at - 16] + early + word[at - 7] + late) | 0;
      }
      let [a, b, c, d, e, f, g, h] = sum;
      for (let at = 0; at < 64; at += 1) {
        const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + constants[at] + word[at]) | 0;
        const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((value, at) => { sum[at] = (sum[at] + value) | 0; });
    }
    return sum.map((value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
  };
})();
