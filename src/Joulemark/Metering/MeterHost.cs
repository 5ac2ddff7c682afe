using Joulemark.Machines;
using Joulemark.Metrology;

namespace Joulemark.Metering;

/// <summary>What a provider may look at: the host's paths, the clock, and the system under test.</summary>
/// <param name="Paths">Where the kernel trees and libraries are.</param>
/// <param name="Clock">The run's clock.</param>
/// <param name="SystemUnderTest">The process tree under test, once there is one.</param>
public sealed record MeterHost(HostPaths Paths, MonotonicClock Clock, SystemUnderTest SystemUnderTest);
