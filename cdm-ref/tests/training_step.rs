//! The training step against the same arithmetic by hand: noising from counters, the published objective, Adam with
//! its corrections, and the moving average, over several steps.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, in its helpers too")]

use cdm_core::backend::{Backend, Bind, HostMut, HostRef, Run};
use cdm_core::nn::{Adam, Architecture, Mlp, TrainingOptions, TrainingStep, loss_gradients, training_step};
use cdm_core::program::{Dtype, Program, Role};
use cdm_core::rng::{Philox, Stream};
use cdm_core::{Objective, Schedule};
use cdm_ref::RefBackend;
use cdm_ref::executor::Buffer;

const LEVELS: usize = 8;
const SEED: u64 = 0xABCD_0000_1234;
const OBJECTIVE: Objective = Objective::Both { ce_weight: 0.3 };

/// What a caller passes for a batch.
struct Batch {
    x: Vec<f64>,
    levels: Vec<u32>,
    samples: Vec<u32>,
    weight: Vec<f64>,
}

fn real(values: &[f64]) -> Buffer {
    let mut buffer = RefBackend.buffer(Dtype::Wide, values.len()).unwrap();
    RefBackend.write(&mut buffer, HostRef::F64(values)).unwrap();
    buffer
}

fn index(values: &[u32]) -> Buffer {
    let mut buffer = RefBackend.buffer(Dtype::Index, values.len()).unwrap();
    RefBackend.write(&mut buffer, HostRef::Index(values)).unwrap();
    buffer
}

fn read(buffer: &Buffer, len: usize) -> Vec<f64> {
    let mut values = vec![0.0; len];
    RefBackend.read(buffer, HostMut::F64(&mut values)).unwrap();
    values
}

fn run(program: &Program, batch: usize, data: &[Buffer], frozen: &[Buffer], state: &mut [Buffer]) -> Vec<Vec<f64>> {
    let executable = RefBackend.compile(program.as_ref()).unwrap();
    let types: Vec<_> = program.outputs().map(|(_, ty)| ty).collect();
    let mut outputs: Vec<Buffer> = types.iter().map(|ty| RefBackend.buffer_for(ty, batch).unwrap()).collect();
    let (data, frozen): (Vec<_>, Vec<_>) = (data.iter().collect(), frozen.iter().collect());
    let run = Run { batch, bind: Bind::Fresh, data: &data, frozen: &frozen, state, outputs: &mut outputs };
    RefBackend.run(&executable, run).unwrap();
    outputs.iter().zip(types).map(|(buffer, ty)| read(buffer, ty.elements_for(batch))).collect()
}

/// Weights, moments and averages in plain vectors.
struct ByHand {
    schedule: Schedule,
    gradients: TrainingStep,
    weights: Vec<Vec<f64>>,
    m: Vec<Vec<f64>>,
    v: Vec<Vec<f64>>,
    ema: Vec<Vec<f64>>,
    clip: Option<f64>,
    /// Norm of the last gradient.
    norm: f64,
}

impl ByHand {
    /// One step, written as papers write it; returns the loss.
    fn step(&mut self, batch: &Batch, number: u32, lr: f64, decay: f64) -> f64 {
        let (philox, dim) = (Philox::new(SEED), 2);
        let (mut noised, mut noise, mut sigma) = (Vec::new(), Vec::new(), Vec::new());
        for ((x, &t), &sample) in batch.x.chunks_exact(dim).zip(&batch.levels).zip(&batch.samples) {
            let mut z = [0.0f64; 2];
            philox.fill_normal(Stream::NOISE, sample, number, &mut z);
            let (a, s) = (self.schedule.a(t as usize), self.schedule.sigma(t as usize));
            noised.extend(x.iter().zip(z).map(|(x, z)| a * x + s * z));
            noise.extend(z);
            sigma.push(s);
        }
        let data = [real(&noised), real(&noise), real(&sigma), real(&batch.weight), index(&batch.levels)];
        let frozen: Vec<Buffer> = self.weights.iter().map(|w| real(w)).collect();
        let outputs = run(&self.gradients.program, batch.levels.len(), &data, &frozen, &mut []);
        // Outputs: loss, ce, mse, epsilon, then the gradients.
        self.norm = outputs[4..].iter().flatten().map(|g| g * g).sum::<f64>().sqrt();
        let factor = self.clip.map_or(1.0, |limit| if self.norm > limit { limit / self.norm } else { 1.0 });
        for (k, gradient) in outputs[4..].iter().enumerate() {
            for (i, &g) in gradient.iter().enumerate() {
                let g = g * factor;
                let (m, v) = (&mut self.m[k][i], &mut self.v[k][i]);
                *m = 0.9 * *m + 0.1 * g;
                *v = 0.999 * *v + 0.001 * g * g;
                let m_hat = *m / (1.0 - 0.9f64.powi(number as i32));
                let v_hat = *v / (1.0 - 0.999f64.powi(number as i32));
                self.weights[k][i] -= lr * m_hat / (v_hat.sqrt() + 1e-8);
                self.ema[k][i] = decay * self.ema[k][i] + (1.0 - decay) * self.weights[k][i];
            }
        }
        outputs[0][0]
    }
}

#[test]
fn a_training_step_is_noising_objective_adam_and_moving_average() {
    check(None);
}

/// Whether all, some or none of the gradients are too long.
#[test]
fn gradients_are_clipped_by_the_norm_of_all_together() {
    let norms = check(Some(1e3));
    assert!(norms.iter().all(|norm| *norm < 1e3), "{norms:?}");
    let norms = check(Some(1e-2));
    assert!(norms.iter().all(|norm| *norm > 1e-2), "{norms:?}");
    let middle = norms.iter().sum::<f64>() / norms.len() as f64;
    let norms = check(Some(middle));
    assert!(norms.iter().any(|norm| *norm > middle) && norms.iter().any(|norm| *norm < middle), "{norms:?}");
}

/// Compares steps with those by hand; returns the gradients' norms.
fn check(clip: Option<f64>) -> Vec<f64> {
    let architecture = Architecture::Mlp(Mlp::new(2, 5, 2));
    let schedule = Schedule::uniform(LEVELS - 2).unwrap();
    let options = TrainingOptions { objective: OBJECTIVE, adam: Adam::default(), clip };
    let step = training_step(&architecture, LEVELS, options).unwrap();
    let weights: Vec<Vec<f64>> =
        step.parameters.iter().enumerate().map(|(number, p)| p.initial_values(7, number)).collect();
    let zeros: Vec<Vec<f64>> = weights.iter().map(|w| vec![0.0; w.len()]).collect();
    let mut state: Vec<Buffer> =
        step.program.inputs(Role::State).map(|(_, ty)| RefBackend.buffer_for(&ty, 1).unwrap()).collect();
    for (number, w) in weights.iter().enumerate() {
        state[number] = real(w);
        state[step.ema(number)] = real(w);
    }
    let table = |at: &dyn Fn(usize) -> f64| real(&(0..LEVELS).map(at).collect::<Vec<_>>());
    let frozen = [table(&|t| schedule.a(t)), table(&|t| schedule.sigma(t))];
    let gradients = loss_gradients(&architecture, LEVELS, OBJECTIVE).unwrap();
    let ema = weights.clone();
    let mut hand = ByHand { schedule, gradients, weights, m: zeros.clone(), v: zeros, ema, clip, norm: 0.0 };
    let mut norms = Vec::new();
    for number in 1..=4u32 {
        let count = 3 + number as usize;
        let batch = Batch {
            x: (0..2 * count).map(|i| (i as f64 * 1.7 + f64::from(number)).sin()).collect(),
            levels: (0..count).map(|i| (i as u32 * 3 + number) % LEVELS as u32).collect(),
            samples: (0..count as u32).map(|i| 100 - 7 * i).collect(),
            weight: (0..count).map(|i| 0.1 + 0.05 * i as f64).collect(),
        };
        let (lr, decay) = (0.01 * f64::from(number), 0.5 + 0.1 * f64::from(number));
        let [rate, correction] = Adam::default().corrections(lr, number);
        let key = [SEED as u32, (SEED >> 32) as u32, number];
        let data = [
            real(&batch.x),
            index(&batch.levels),
            index(&batch.samples),
            real(&batch.weight),
            index(&key),
            real(&[rate, correction, decay]),
        ];
        let outputs = run(&step.program, count, &data, &frozen, &mut state);
        let loss = hand.step(&batch, number, lr, decay);
        assert!((outputs[0][0] - loss).abs() < 1e-12, "loss {} {loss}", outputs[0][0]);
        let norm = outputs.get(3).map(|norm| norm[0]);
        assert_eq!(norm.is_some(), clip.is_some(), "a norm is given where it is taken");
        // A root of a sum of some hundred squares.
        assert!(norm.is_none_or(|norm| (norm - hand.norm).abs() < 1e-12 * hand.norm), "norm {norm:?} {}", hand.norm);
        norms.push(hand.norm);
        for k in 0..hand.weights.len() {
            let first = step.parameters.len() + 3 * k;
            for (what, position, want) in [
                ("value", k, &hand.weights[k]),
                ("m", first, &hand.m[k]),
                ("v", first + 1, &hand.v[k]),
                ("ema", step.ema(k), &hand.ema[k]),
            ] {
                // A gradient of about zero is divided by ε = 1e-8, which magnifies its rounding of some 1e-17.
                for (got, want) in read(&state[position], want.len()).iter().zip(want) {
                    assert!((got - want).abs() < 1e-9, "step {number}, {what} of {k}: {got} {want}");
                }
            }
        }
    }
    norms
}
