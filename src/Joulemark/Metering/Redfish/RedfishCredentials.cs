namespace Joulemark.Metering.Redfish;

/// <summary>Who logs in to a BMC. From the environment only, and never part of a message or a record.</summary>
internal sealed class RedfishCredentials(string user, string password)
{
    public string User { get; } = user;

    public string Password { get; } = password;

    /// <summary>Null where the source names no user.</summary>
    /// <exception cref="RedfishException">A variable that it names is not set.</exception>
    public static RedfishCredentials? Read(MeterSource source)
    {
        if (source.UserEnv is null && source.PasswordEnv is null)
            return null;
        return new RedfishCredentials(Variable(source.UserEnv, "user-env"), Variable(source.PasswordEnv, "password-env"));
    }

    private static string Variable(string? name, string key)
    {
        if (name is null)
            throw new RedfishException($"its meter file names a user or a password, not both: {key} is missing", $"Add {key}: the name of the environment variable that holds it.");
        return Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? value
            : throw new RedfishException($"the environment variable {name} ({key}) is not set", $"Set it for this command: export {name}=…");
    }
}
