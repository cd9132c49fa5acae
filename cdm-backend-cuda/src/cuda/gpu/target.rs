//! What kernels are compiled to, after what the device is and what the compiler knows.

use super::super::CudaError;

/// A version: major and minor.
pub(super) type Version = (i32, i32);

/// The oldest driver and compiler, by the CUDA they are of. The driver has every function that is called since 11.4, and one that it has
/// not would be looked up with a panic; 12.0 is the oldest compiler that the kernels have been through.
const OLDEST: Version = (12, 0);

/// Devices on modules with a processor: machine code of other devices does not run on them, nor theirs on others.
const ON_MODULES: [i32; 4] = [87, 88, 101, 110];

/// What kernels are compiled to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// Machine code of such devices, which later minor versions run too.
    Cubin(i32),
    /// An intermediate language, which the driver translates for newer devices.
    Ptx(i32),
}

impl Target {
    /// The best that a compiler of these architectures, which are numbers like 90, can do for a device; nothing if the device is older
    /// than all of them.
    fn best(device: Version, architectures: &[i32]) -> Option<Self> {
        let number = device.0 * 10 + device.1;
        let portable = |other: i32| !ON_MODULES.contains(&other) && !ON_MODULES.contains(&number);
        let runs = |other: &i32| *other == number || other / 10 == device.0 && *other < number && portable(*other);
        let cubin = architectures.iter().copied().filter(runs).max().map(Target::Cubin);
        cubin.or_else(|| architectures.iter().copied().filter(|&other| other < number).max().map(Target::Ptx))
    }

    /// What the compiler calls it.
    pub(super) fn name(self) -> String {
        match self {
            Target::Cubin(number) => format!("sm_{number}"),
            Target::Ptx(number) => format!("compute_{number}"),
        }
    }

    /// What to compile to for a device, by these versions of driver and compiler, if they go together.
    pub(super) fn choose(
        device: Version,
        driver: Version,
        compiler: Version,
        architectures: &[i32],
    ) -> Result<Self, CudaError> {
        let unavailable = |why| Err(CudaError::Unavailable(why));
        let (of_driver, of_compiler, oldest) = (text(driver), text(compiler), text(OLDEST));
        // Drivers run machine code of their major version, and intermediate code that is not newer than they are.
        if driver.0 < compiler.0 {
            return unavailable(format!(
                "the driver runs CUDA {of_driver} and the run-time compiler (NVRTC) is of {of_compiler}; update the driver, or install a \
                 compiler of its version"
            ));
        }
        match Self::best(device, architectures) {
            None => unavailable(format!(
                "the device has compute capability {}, which the run-time compiler (NVRTC) of CUDA {of_compiler} no longer knows; install \
                 an older one, of {oldest} or newer",
                text(device)
            )),
            Some(Target::Ptx(_)) if driver < compiler => unavailable(format!(
                "the run-time compiler (NVRTC) of CUDA {of_compiler} does not know compute capability {}, and the driver, of {of_driver}, \
                 cannot translate what it makes; install the NVRTC of {of_driver}, or update the driver",
                text(device)
            )),
            Some(target) => Ok(target),
        }
    }
}

/// Refuses a driver or compiler that is too old, before it is asked for functions that it does not have.
pub(super) fn check_age(name: &str, found: Version) -> Result<(), CudaError> {
    if found >= OLDEST {
        return Ok(());
    }
    Err(CudaError::Unavailable(format!(
        "{name} is of CUDA {}; {} or newer is needed: update it",
        text(found),
        text(OLDEST)
    )))
}

fn text((major, minor): Version) -> String {
    format!("{major}.{minor}")
}

/// Major and minor version of a number like 12040.
pub(super) fn version(number: i32) -> Version {
    (number / 1000, number % 1000 / 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Those of NVRTC 13.0.
    const KNOWN: [i32; 12] = [75, 80, 86, 87, 88, 89, 90, 100, 103, 110, 120, 121];

    #[test]
    fn a_device_gets_the_newest_machine_code_that_it_runs() {
        for known in KNOWN {
            assert_eq!(Target::best((known / 10, known % 10), &KNOWN), Some(Target::Cubin(known)));
        }
        let cases = [
            ((12, 4), Some(Target::Cubin(121))),
            ((10, 1), Some(Target::Ptx(100))),
            ((10, 7), Some(Target::Cubin(103))),
            ((13, 0), Some(Target::Ptx(121))),
            ((7, 0), None),
        ];
        for (device, want) in cases {
            assert_eq!(Target::best(device, &KNOWN), want, "{device:?}");
        }
        // Not the machine code of 8.7, nor that of others on 8.7.
        let older = [80, 86, 87];
        assert_eq!(Target::best((8, 9), &older), Some(Target::Cubin(86)));
        assert_eq!(Target::best((9, 0), &older), Some(Target::Ptx(87)));
        assert_eq!(Target::best((8, 7), &older[..2]), Some(Target::Ptx(86)));
        assert_eq!(Target::best((8, 0), &[]), None);
        // Whatever order they come in.
        assert_eq!(Target::best((8, 9), &[89, 80, 86]), Some(Target::Cubin(89)));
    }

    #[test]
    fn versions_that_do_not_go_together_are_refused_in_words() {
        let choose = |device, driver, compiler, known: &[i32]| match Target::choose(device, driver, compiler, known) {
            Ok(target) => target.name(),
            Err(CudaError::Unavailable(why)) => why,
            Err(other) => panic!("{other}"),
        };
        assert_eq!(choose((9, 0), (13, 0), (13, 0), &KNOWN), "sm_90");
        // Of one major version, machine code of a newer compiler runs.
        assert_eq!(choose((9, 0), (13, 0), (13, 2), &KNOWN), "sm_90");
        assert_eq!(choose((13, 0), (14, 1), (13, 0), &KNOWN), "compute_121");
        let told = [
            (
                choose((9, 0), (12, 8), (13, 0), &KNOWN),
                "the driver runs CUDA 12.8 and the run-time compiler (NVRTC) is of 13.0",
            ),
            (
                choose((8, 0), (14, 0), (14, 0), &[90, 100]),
                "capability 8.0, which the run-time compiler (NVRTC) of CUDA 14.0 no longer",
            ),
            (choose((13, 0), (13, 3), (13, 4), &KNOWN), "install the NVRTC of 13.3"),
        ];
        for (told, want) in told {
            assert!(told.contains(want), "{told}");
        }
    }

    #[test]
    fn what_is_too_old_is_refused_with_what_was_found_and_what_is_wanted() {
        assert_eq!(version(12_040), (12, 4));
        assert_eq!(version(13_000), (13, 0));
        for good in [(12, 0), (12, 9), (13, 0), (20, 0)] {
            check_age("the driver", good).unwrap();
        }
        let error = check_age("the driver", version(11_080)).unwrap_err().to_string();
        assert!(error.contains("the driver is of CUDA 11.8; 12.0 or newer"), "{error}");
    }
}
