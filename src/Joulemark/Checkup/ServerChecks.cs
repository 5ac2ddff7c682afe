namespace Joulemark.Checkup;

/// <summary>The system under test: fixed limits, its own cores, within sight of the meters.</summary>
internal static class ServerChecks
{
    public static IEnumerable<Check> All =>
    [
        new("server-answers", CheckTopic.Server, "the server", Answers) { NeedsPlan = true, TakesTime = true },
        new("server-within-sight", CheckTopic.Server, "meters and server on one machine", WithinSight) { NeedsPlan = true, TakesTime = true },
    ];

    private static CheckFinding? Answers(CheckupSite site) => site switch
    {
        { Server: { } server } => CheckFinding.Pass($"{server.Model} at {server.Url}", "server.url"),
        { ServerProblem: { } problem } => CheckFinding.Unknown(problem, "server.url", "Start it, so that what it is can be checked too; server.wait: true has a run wait for it."),
        _ => null,
    };

    private static CheckFinding? WithinSight(CheckupSite site) => site.Server is not { } server ? null
        : server.IsLocal ? CheckFinding.Pass("yes", "server.url")
        : site.Node is { } node ? CheckFinding.Pass($"no, and meters of {node} are read", "meters")
        : CheckFinding.Fail($"no: {server.Url.Host} is another machine", "server.url", "the same, or meters of that one",
            "the meters here do not see what the server draws, so there are no energy figures", "Run Joulemark on the server's machine, or read its meters from here: joulemark meters --serve there, and its address in 'meters' here.");
}
