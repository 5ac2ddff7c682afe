using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Storage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Joulemark.Comparison.Gating;

/// <summary>Reads a gate's policy from YAML, and finds every problem in it, each with its place.</summary>
internal sealed class GatePolicyReader
{
    private static readonly string[] Keys = ["rules", "isolate", "allow", "objectives", "accept-invalid", "level"];
    private static readonly string[] RuleKeys = ["metric", "max-increase", "max-decrease", "at-most", "at-least"];
    private static readonly string[] Latencies = ["ttft", "tpot", "itl", "e2e", "schedule_lag", "queueing", "duration", "client_delay"];
    private static readonly string[] Shares = ["accuracy", "good_share", "idle_share", "server_kv_cache", "server_prefix_hit_rate", "client_busy_share", "reasoning_share"];
    private readonly string _file;
    private readonly List<Diagnostic> _problems = [];

    private GatePolicyReader(string file) => _file = file;

    /// <summary>Reads a policy file; its mistakes are in the policy, for whoever judges by it to report with all else.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it cannot be read.</exception>
    public static GatePolicy ReadFile(string path)
    {
        try
        {
            return ReadAll(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JoulemarkException(ExitCode.BadUsage, new Diagnostic("JM7031", DiagnosticSeverity.Error, $"the policy '{path}' cannot be read: {FileFailure.Why(e, path)}", "samples/gate/policy.yaml is one to start from."));
        }
    }

    /// <summary>Reads a policy from text.</summary>
    /// <exception cref="JoulemarkException">Exit code 2: it has mistakes.</exception>
    public static GatePolicy Read(string yaml, string file) =>
        ReadAll(yaml, file) is var policy && policy.Problems.Count == 0 ? policy : throw new JoulemarkException(ExitCode.BadUsage, policy.Problems);

    private static GatePolicy ReadAll(string yaml, string file)
    {
        var reader = new GatePolicyReader(file);
        var policy = new GatePolicy();
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }])
                policy = reader.ReadPolicy(root);
            else
                reader.Report("the policy is not a mapping of keys to values", "samples/gate/policy.yaml is one to start from.", null);
        }
        catch (YamlException e)
        {
            reader.Report(e.InnerException?.Message ?? e.Message, "Check indentation, quotes and duplicate keys near this place.", e.Start);
        }

        return policy with { Problems = reader._problems };
    }

    private GatePolicy ReadPolicy(YamlMappingNode root)
    {
        var policy = new GatePolicy();
        foreach (var (keyNode, value) in root.Children)
        {
            policy = Name(keyNode) switch
            {
                "rules" => policy with { Rules = ReadRules(value) },
                "isolate" => policy with { Isolate = ReadNames(value) },
                "allow" => policy with { Allow = ReadNames(value) },
                "objectives" => policy with { Objectives = ReadBool(value) },
                "accept-invalid" => policy with { AcceptInvalid = ReadBool(value) },
                "level" => policy with { Level = ReadNumber("level", value, 0.0001, 0.5) ?? policy.Level },
                var unknown => Unknown(policy, unknown, Keys, keyNode.Start),
            };
        }

        return policy;
    }

    private List<GateRule> ReadRules(YamlNode node)
    {
        var rules = new List<GateRule>();
        if (node is not YamlSequenceNode { Children.Count: > 0 } sequence)
        {
            Report("'rules' must be a list with at least one rule", "For example: rules: [{ metric: energy_per_request, max-increase: 10% }]", node.Start);
            return rules;
        }

        foreach (var item in sequence.Children)
        {
            if (item is YamlMappingNode mapping && ReadRule(mapping) is { } rule)
                rules.Add(rule);
            else if (item is not YamlMappingNode)
                Report("a rule must be a mapping", "For example: { metric: energy_per_request, max-increase: 10% }", item.Start);
        }

        return rules;
    }

    private GateRule? ReadRule(YamlMappingNode mapping)
    {
        var rule = new GateRule("");
        foreach (var (keyNode, value) in mapping.Children)
        {
            rule = Name(keyNode) switch
            {
                "metric" => rule with { Metric = Name(value) },
                "max-increase" => rule with { MaxIncrease = ReadNumber("max-increase", value, 0, 100) },
                "max-decrease" => rule with { MaxDecrease = ReadNumber("max-decrease", value, 0, 1) },
                "at-most" => rule with { AtMost = ReadNumber("at-most", value, double.MinValue, double.MaxValue) },
                "at-least" => rule with { AtLeast = ReadNumber("at-least", value, double.MinValue, double.MaxValue) },
                var unknown => Unknown(rule, unknown, RuleKeys, keyNode.Start),
            };
        }

        var limits = mapping.Children.Keys.Count(k => Name(k) is "max-increase" or "max-decrease" or "at-most" or "at-least");
        if (rule.Metric.Length == 0)
            Report("a rule has no metric", "Give it as metric: NAME; docs/metrics.md lists every metric.", mapping.Start);
        else if (limits != 1)
            Report($"the rule of {rule.Metric} has {limits} limits; it must have one", "Use one of max-increase, max-decrease, at-most and at-least; write another rule for another limit.", mapping.Start);
        else if (mapping.Children.FirstOrDefault(c => Name(c.Key) is "at-most" or "at-least").Value is { } bare && Ambiguous(rule.Metric, Name(bare)) is { } why)
            Report($"the limit of {rule.Metric}: {why}", null, bare.Start);
        return rule.Metric.Length > 0 ? rule : null; // with its mistakes, so that a metric that does not exist is one of them
    }

    /// <summary>Why a plain number is not taken: nobody means 500 s by a latency of 500, nor 7000 % by an accuracy of 70.</summary>
    private static string? Ambiguous(string metric, string text) =>
        SpecValueParser.Number(SpecValueType.Number, text) is not { } number ? null
        : Array.Exists(Latencies, l => metric.StartsWith(l, StringComparison.Ordinal)) ? $"{text} has no unit; write {text}ms or {text}s"
        : number > 1 && Array.IndexOf(Shares, metric) >= 0 ? $"{text} is more than the whole; write {text}%" : null;

    private List<string> ReadNames(YamlNode node)
    {
        if (node is YamlSequenceNode sequence && sequence.Children.All(c => c is YamlScalarNode { Value.Length: > 0 }))
            return [.. sequence.Children.Select(Name)];
        if (node is YamlScalarNode { Value: { Length: > 0 } one })
            return [one];
        Report("it must be a list of keys", "For example: [server.version]", node.Start);
        return [];
    }

    private bool ReadBool(YamlNode node)
    {
        if (Name(node) is "true" or "false")
            return Name(node) == "true";
        Report($"'{Name(node)}' is neither true nor false", null, node.Start);
        return false;
    }

    private double? ReadNumber(string key, YamlNode node, double least, double most)
    {
        var text = Name(node);
        if (key is "max-increase" or "level" && SpecValueParser.Number(SpecValueType.Number, text) > 1)
        {
            Report($"'{key}': {text} would be {text}00 %", $"Write {text}%.", node.Start);
            return null;
        }

        if ((SpecValueParser.Number(SpecValueType.Fraction, text) ?? SpecValueParser.Seconds(text)) is { } number && number >= least && number <= most)
            return number;
        Report($"'{key}': '{text}' is not a share such as 15%, a number, or a duration such as 500ms{(least > double.MinValue ? FormattableString.Invariant($", from {least} to {most}") : "")}", null, node.Start);
        return null;
    }

    private T Unknown<T>(T unchanged, string name, IReadOnlyList<string> valid, Mark where)
    {
        Report($"there is no key '{name}'{NearestName.Suggestion(name, valid)}", $"There are: {string.Join(", ", valid)}.", where);
        return unchanged;
    }

    private static string Name(YamlNode node) => (node as YamlScalarNode)?.Value ?? "";

    private void Report(string message, string? remedy, Mark? where) =>
        _problems.Add(new Diagnostic("JM7031", DiagnosticSeverity.Error, message, remedy) { File = _file, Line = (int?)where?.Line, Column = (int?)where?.Column });
}
