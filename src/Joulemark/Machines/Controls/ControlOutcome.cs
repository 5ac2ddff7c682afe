using System.Text.Json.Serialization;
using Joulemark.Diagnostics;

namespace Joulemark.Machines.Controls;

/// <summary>How one control of a spec stands on this machine.</summary>
internal sealed record ControlOutcome
{
    /// <summary>What to do about a control of a machine that is not this one.</summary>
    public const string ElsewhereRemedy = "Run Joulemark on the server's machine, or remove the control.";

    /// <summary>Which.</summary>
    public required string Control { get; init; }

    /// <summary>What the spec asks for.</summary>
    public required string Wanted { get; init; }

    /// <summary>What was found; null where nothing could be read.</summary>
    public string? Found { get; init; }

    /// <summary>How it stands.</summary>
    public required ControlState State { get; init; }

    /// <summary>What a control that is not met does.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<ControlMode>))]
    public required ControlMode Mode { get; init; }

    /// <summary>Why it cannot be told, or what there is to say beyond that.</summary>
    public string? Detail { get; init; }

    /// <summary>How to get what is wanted.</summary>
    public string? Remedy { get; init; }

    public static ControlOutcome Of(ControlRequest request, ControlHost host)
    {
        var finding = request.Control.IsOfServersMachine && host.Elsewhere is { } why ? ControlFinding.Unknown(why, ElsewhereRemedy) : request.Control.Check(request.Wanted, host);
        return new ControlOutcome
        {
            Control = request.Control.Name, Wanted = request.Wanted, Mode = request.Mode,
            Found = finding.Found, State = finding.State, Detail = finding.Detail, Remedy = finding.Remedy,
        };
    }

    /// <summary>The same in words.</summary>
    [JsonIgnore]
    public string Message => $"controls.{Control}: {Wanted} is wanted, " + State switch
    {
        ControlState.Met => "and found",
        ControlState.Unmet => $"{Found ?? "something else"} was found",
        _ => "and it cannot be told whether it is so",
    } + (Detail is null ? "" : $" ({Detail})");

    /// <summary>What is to be said of it; null where it is met.</summary>
    [JsonIgnore]
    public Diagnostic? Diagnostic => State switch
    {
        ControlState.Met => null,
        _ when Mode == ControlMode.Warn && State == ControlState.Unmet => new Diagnostic("JM6020", DiagnosticSeverity.Warning, Message, Remedy),
        _ when Mode == ControlMode.Warn => new Diagnostic("JM6021", DiagnosticSeverity.Warning, Message, Remedy),
        ControlState.Unmet => new Diagnostic("JM6022", DiagnosticSeverity.Error, Message, Remedy),
        _ => new Diagnostic("JM6023", DiagnosticSeverity.Error, Message, Remedy),
    };

    /// <summary>The same by name, for the record.</summary>
    public IReadOnlyDictionary<string, string> Facts()
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["control"] = Control, ["wanted"] = Wanted, ["mode"] = Mode.ToString().ToLowerInvariant(), ["state"] = State.ToString().ToLowerInvariant(),
        };
        if (Found is not null)
            facts["found"] = Found;
        if (Detail is not null)
            facts["detail"] = Detail;
        return facts;
    }
}
