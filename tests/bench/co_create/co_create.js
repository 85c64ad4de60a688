const N = 1000000;
function* body(x) { return x + 1; }
function run(n) {
  let sum = 0;
  for (let i = 1; i <= n; i++) sum += body(i).next().value;
  return sum;
}
console.log(String(run(N)));
