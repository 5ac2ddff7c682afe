using Joulemark.Diagnostics;
using Joulemark.Load;
using Joulemark.Machines.Controls;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Planning;
using Joulemark.Records;
using Joulemark.Serving;

namespace Joulemark.Running;

/// <summary>The one server that is up. A configuration with another server gets its own, and the old one stops first.</summary>
internal sealed class ServerSlot(
    BenchmarkPlan plan, RunSettings settings, MonotonicClock clock, SystemUnderTest underTest, RunJournal journal, string folder, string? node)
{
    private readonly ServerConsistency _consistency = new(plan);

    // Each configuration goes on in its task where it left off, also after its server was restarted.
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);
    private IInferenceServer? _server;
    private PlannedConfiguration? _configuration;
    private LoadDriver? _driver;
    private ServerDescription? _description;

    /// <summary>The driver of a configuration that the running server serves warm; null when it needs another server or a warm-up of its own.</summary>
    public LoadDriver? Serves(PlannedConfiguration configuration) => _configuration?.Name == configuration.Name ? _driver : null;

    /// <summary>Reaches the servers that run already, before anything is measured.</summary>
    /// <returns>Names of the configurations whose server is on another machine.</returns>
    /// <exception cref="JoulemarkException">One cannot be reached, or they differ in more than varies.</exception>
    public Task<IReadOnlySet<string>> PreflightAsync(CancellationToken cancellationToken) => _consistency.PreflightAsync(Create, cancellationToken);

    /// <summary>Looks, for every server of the plan, for what would keep it from starting.</summary>
    /// <exception cref="JoulemarkException">Something is missing, taken or not pinned.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var configuration in plan.Foreseen.Where((c, i) => !plan.Foreseen.Take(i).Any(c.SharesServerWith)))
        {
            await using var server = Create(configuration);
            await server.CheckAsync(cancellationToken);
        }
    }

    /// <summary>Starts the configuration's server, or keeps the one that runs where it is the very same.</summary>
    /// <exception cref="JoulemarkException">It does not start, or cannot be reached.</exception>
    public async Task<LoadDriver> StartAsync(PlannedConfiguration configuration, CancellationToken cancellationToken)
    {
        if (_driver is not null && _configuration is not null)
            _positions[_configuration.Name] = _driver.Position;
        if (_server is null || _configuration?.SharesServerWith(configuration) != true)
        {
            await StopAsync();
            _server = Create(configuration);
            var description = await _server.StartAsync(cancellationToken);
            underTest.Follow(description.RootProcess, description.IsOwnChild);
            underTest.IsHidden = description is { IsLocal: true, RootProcess: null };
            journal.Add("server", $"{description.Model} at {description.Url}" + Engine(description) + (description.RootProcess is { } pid ? $", process {pid}" : ""), configuration.Name, facts: description.Facts);
            _description = description;
            foreach (var note in description.Notes)
                journal.Add("diagnostic", note.Message, configuration.Name, note);
        }

        _consistency.Check(configuration, _description!);

        // Each configuration says it of itself, also where it shares the server: analysis must not charge one of them
        // with the joules of a machine that did not serve it.
        journal.ServerIsMetered = _description!.IsLocal || node is not null;
        Warn(configuration, _description);

        _configuration = configuration;
        _driver = new LoadDriver(
            configuration, plan.TaskOf(configuration), _server, clock, journal.Add,
            (message, diagnostic, facts) => journal.Add(RunEvent.Load, message, configuration.Name, diagnostic, facts), _positions.GetValueOrDefault(configuration.Name));
        return _driver;
    }

    /// <summary>What the running server says it is; null where none runs.</summary>
    public ServerDescription? Description => _description;

    /// <summary>How the client of the running server fares; null where it cannot say.</summary>
    public IClientWatch? Watch => _server?.Watch;

    /// <summary>Has the running server give an account of itself, and records it.</summary>
    public async Task CountAsync(PlannedConfiguration configuration, CancellationToken cancellationToken)
    {
        if (_server is { } server && await server.ReadCountersAsync(cancellationToken) is { } counters)
            journal.Add(counters with { Configuration = configuration.Name });
    }

    public async Task StopAsync()
    {
        if (_driver is not null && _configuration is not null)
            _positions[_configuration.Name] = _driver.Position;
        underTest.RootProcess = null;
        underTest.IsHidden = false;
        var server = _server;
        (_server, _configuration, _driver, _description) = (null, null, null, null);
        if (server is not null)
            await server.DisposeAsync();
    }

    private IInferenceServer Create(PlannedConfiguration configuration) =>
        BuiltIns.Server(configuration.Spec.Server.Kind).Create(configuration.Spec.Server, new ServerEnvironment(clock, settings.Paths, folder, settings.Joulemark)
        {
            Configuration = configuration.Name, Placement = AffinityMemoryControl.PlacementOf(configuration.Spec.Controls),
        });

    /// <summary>What was found behind the address.</summary>
    private static string Engine(ServerDescription description) =>
        description.Facts.GetValueOrDefault("server.engine") is { } engine
            ? $" ({engine}{(description.Facts.GetValueOrDefault("server.version") is { } version ? " " + version : "")}, kind {description.Facts.GetValueOrDefault("server.kind")})" : "";

    private void Warn(PlannedConfiguration configuration, ServerDescription description)
    {
        var warning = description switch
        {
            { IsLocal: false } when node is not null => null, // meters of that machine are read
            { IsLocal: false } => new Diagnostic(RunEvent.ServerElsewhere, DiagnosticSeverity.Warning,
                $"{description.Url} is on another machine: the meters of this one do not see it, so there are no energy figures",
                "Run Joulemark on the server's machine, or read its meters from here: joulemark meters --serve there, and its address in 'meters' here."),
            { RootProcess: null } => new Diagnostic("JM3011", DiagnosticSeverity.Warning,
                $"the process behind {description.Url} cannot be found, so its share cannot be modelled",
                "Run Joulemark as the server's user or as root; for a server behind a proxy or a published container port, give its own address."),
            _ => null,
        };
        if (warning is not null)
            journal.Add("diagnostic", warning.Message, configuration.Name, warning);
    }
}
