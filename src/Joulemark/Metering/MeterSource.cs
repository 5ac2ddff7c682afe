namespace Joulemark.Metering;

/// <summary>A source that a user names: an exporter, a Prometheus server, a BMC, a wall meter.</summary>
public sealed record MeterSource
{
    /// <summary>Which provider reads it: <c>exporter</c>, <c>prometheus</c>, <c>redfish</c>, <c>ptdaemon</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Its address, without credentials.</summary>
    public required Uri Url { get; init; }

    /// <summary>The machine it measures; null for this one. By default this one, but for an exporter the host of its address, loopback's left out.</summary>
    public string? Node { get; init; }

    /// <summary>True where the user says that the machine has no GPUs; false (default) where nothing is said.</summary>
    public bool HasNoGpus { get; init; }

    /// <summary>Time between readings; null for the provider's default.</summary>
    public TimeSpan? Every { get; init; }

    /// <summary>Environment variable that holds the user's name; null for none. Credentials come from the environment only.</summary>
    public string? UserEnv { get; init; }

    /// <summary>Environment variable that holds the password; null for none.</summary>
    public string? PasswordEnv { get; init; }

    /// <summary>Environment variable that holds a bearer token; null for none.</summary>
    public string? TokenEnv { get; init; }

    /// <summary>How a BMC is logged in to: <c>basic</c> (default) or <c>session</c>.</summary>
    public string Login { get; init; } = "basic";

    /// <summary>PEM file of the authority that signed the source's certificate; null for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>True to accept any certificate. False by default; when true it is reported in every run.</summary>
    public bool Insecure { get; init; }

    /// <summary>The user's own mapping of metrics to channels; built-in knowledge is used beside it.</summary>
    public IReadOnlyList<MetricMapping> Map { get; init; } = [];
}
