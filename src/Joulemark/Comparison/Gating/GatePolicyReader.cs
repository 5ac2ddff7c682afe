using Joulemark.Analysis.Metrics;
using Joulemark.Diagnostics;
using Joulemark.Planning;
using Joulemark.Storage;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Joulemark.Comparison.Gating;

/// <summary>Reads a gate's policy from YAML, and finds every problem in it, each with its place.</summary>
internal sealed class GatePolicyReader
{
    private static readonly string[] Keys = ["rules", "isolate", "allow", "accuracy", "objectives", "accept-invalid", "level"];
    private static readonly string[] RuleKeys = ["metric", "max-increase", "max-decrease", "at-most", "at-least"];
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
            if (YamlText.Load(yaml).Documents is [{ RootNode: YamlMappingNode root }])
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
                "accuracy" => policy with { Accuracy = ReadBool(value) },
                "objectives" => policy with { Objectives = ReadBool(value) },
                "accept-invalid" => policy with { AcceptInvalid = ReadBool(value) },
                "level" => policy with { Level = ReadShare("level", value, 0.0001, 0.5) ?? policy.Level },
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
        var rule = new GateRule(Name(mapping.Children.FirstOrDefault(c => Name(c.Key) == "metric").Value)); // first: a limit is read by its metric's unit
        foreach (var (keyNode, value) in mapping.Children)
        {
            rule = Name(keyNode) switch
            {
                "metric" => rule,
                "max-increase" => rule with { MaxIncrease = ReadChange("max-increase", value, MetricUnit.Of(rule.Metric) == MetricUnit.Share) },
                "max-decrease" => rule with { MaxDecrease = ReadChange("max-decrease", value, isOfWhole: true) },
                "at-most" => rule with { AtMost = ReadAmount("at-most", value, rule.Metric) },
                "at-least" => rule with { AtLeast = ReadAmount("at-least", value, rule.Metric) },
                var unknown => Unknown(rule, unknown, RuleKeys, keyNode.Start),
            };
        }

        var limits = mapping.Children.Keys.Count(k => Name(k) is "max-increase" or "max-decrease" or "at-most" or "at-least");
        if (rule.Metric.Length == 0)
            Report("a rule has no metric", "Give it as metric: NAME; docs/metrics.md lists every metric.", mapping.Start);
        else if (limits != 1)
            Report($"the rule of {rule.Metric} has {limits} limits; it must have one", "Use one of max-increase, max-decrease, at-most and at-least; write another rule for another limit.", mapping.Start);
        return rule.Metric.Length > 0 ? rule : null; // with its mistakes, so that a metric that does not exist is one of them
    }

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

    /// <summary>Most that a metric may change by.</summary>
    /// <param name="key">Of the rule.</param>
    /// <param name="node">Its value.</param>
    /// <param name="isOfWhole">True where nothing changes by more than all of it, so that 100 % would be no limit.</param>
    private double? ReadChange(string key, YamlNode node, bool isOfWhole) => ReadShare(key, node, 0, isOfWhole ? Math.BitDecrement(1.0) : 100);

    private double? ReadShare(string key, YamlNode node, double least, double most)
    {
        var text = Name(node);
        if (GateLimitText.Bare(text) is { } bare)
            Report(FormattableString.Invariant($"'{key}': {text} would be {bare * 100:0.##} %"), $"Write {text}% if that is meant.", node.Start);
        else if (GateLimitText.Share(text) is not { } share)
            Report($"'{key}': '{text}' is not a share such as 15% or 0.15", null, node.Start);
        else if (share < least || share > most)
            Report(FormattableString.Invariant($"'{key}': '{text}' is not {(most < 1 && least == 0 ? "from 0% to below 100%" : $"from {least * 100:0.##}% to {most * 100:0.##}%")}"), most < 1 && share >= 1 && least == 0 ? "Nothing can exceed it: the rule would always pass. Give less." : null, node.Start);
        else
            return share;
        return null;
    }

    /// <summary>Where a metric may be at most, or at least, in its own unit.</summary>
    private double? ReadAmount(string key, YamlNode node, string metric)
    {
        var (text, unit) = (Name(node), MetricUnit.Of(metric));
        if (GateLimitText.Amount(text, unit) is not { } amount)
        {
            Report($"'{key}': '{text}' is not {GateLimitText.Expected(unit)}: the limit of {metric} is in its own unit", unit switch
            {
                "s" when GateLimitText.IsNumber(text) => $"Write {text}ms or {text}s.", // nobody means 500 s by a latency of 500
                MetricUnit.Share when GateLimitText.Bare(text) is not null => $"Write {text}%.", // nor 7000 % by an accuracy of 70
                _ => null,
            }, node.Start);
            return null;
        }

        if (amount < WindowMetrics.Least(metric))
        {
            Report($"'{key}': '{text}' is below 0, which {metric} cannot be", null, node.Start);
            return null;
        }

        return amount;
    }

    private T Unknown<T>(T unchanged, string name, IReadOnlyList<string> valid, Mark where)
    {
        Report($"there is no key '{name}'{NearestName.Suggestion(name, valid)}", $"There are: {string.Join(", ", valid)}.", where);
        return unchanged;
    }

    private static string Name(YamlNode? node) => (node as YamlScalarNode)?.Value ?? "";

    private void Report(string message, string? remedy, Mark? where) =>
        _problems.Add(new Diagnostic("JM7031", DiagnosticSeverity.Error, message, remedy) { File = _file, Line = (int?)where?.Line, Column = (int?)where?.Column });
}
