using Joulemark.Planning;

namespace Joulemark.Serving;

/// <summary>One kind of server a spec can name. One class and one line in <c>BuiltIns</c> add one.</summary>
public interface IServerKind
{
    /// <summary>Name in a spec.</summary>
    string Name { get; }

    /// <summary>Makes a server of this kind; nothing is started yet.</summary>
    IInferenceServer Create(ServerSpec spec, ServerEnvironment environment);
}
