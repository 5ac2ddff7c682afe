using Joulemark.Records;

namespace Joulemark.Metering.Nvml;

/// <summary>A channel and how it is asked for.</summary>
internal sealed record NvmlChannel(Channel Channel, NvmlQuery Query);
